// SPDX-License-Identifier: Apache-2.0
#include "io/npz/npz_writer.hpp"

#include <fmt/format.h>
#include <minizip/zip.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>
#include <type_traits>
#include <utility>

#include "io/files/atomic_file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the arrays say that they are little-endian");

constexpr std::string_view mark = "written by lampyris";  // the comment of the zip, at its end

template <class T>
std::string numpy_type() {
  const char* const kind = std::is_floating_point_v<T> ? "f" : std::is_signed_v<T> ? "i" : "u";
  return fmt::format("<{}{}", kind, sizeof(T));
}

// NumPy's format 1.0: what the array is, as a literal of Python, padded so that the values begin at a
// multiple of 64 bytes.
std::string npy_header(const std::string& type, const std::vector<std::size_t>& dims) {
  std::string shape;
  for (const std::size_t size : dims) shape += fmt::format("{}, ", size);
  if (dims.size() > 1) shape.resize(shape.size() - 2);
  if (dims.size() == 1) shape.pop_back();
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, shape);
  constexpr std::size_t before = 10;
  constexpr std::size_t alignment = 64;
  text.append(alignment - 1 - (before + text.size()) % alignment, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFFU);
  header += static_cast<char>(text.size() >> 8U);
  return header + text;
}

// Every text is UTF-8: h5::File and LineReader see to that.
std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >> 6U == 0b10U) {
      if (!points.empty()) points.back() = points.back() << 6U | (byte & 0x3FU);
    } else {
      const unsigned ones = static_cast<unsigned>(std::countl_one(byte));
      points.push_back(ones == 0 ? byte : byte & (0x7FU >> ones));
    }
  }
  return points;
}

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

NpzWriter::NpzWriter(std::filesystem::path path) : path_(std::move(path)), temporary_(make_temporary(path_)) {
  zip_ = zipOpen64(temporary_.c_str(), APPEND_STATUS_CREATE);
  if (zip_ == nullptr) fail();
}

NpzWriter::~NpzWriter() {
  if (zip_ != nullptr) zipClose(zip_, nullptr);
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

void NpzWriter::fail() const {
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
  throw DataError(fmt::format("cannot write {}: {}; free some space or choose another directory",
                              path_.string(), errno == 0 ? "the disk took no more" : std::strerror(errno)));
}

void NpzWriter::begin(const std::string& name, const std::string& type, const std::vector<std::size_t>& dims,
                      std::size_t bytes) {
  constexpr uLong first_of_1980 = (1U << 5U | 1U) << 16U;  // the zip's first day: files do not tell when
  constexpr std::size_t largest_of_zip32 = 0xFFF00000U;
  zip_fileinfo info{};
  info.dosDate = first_of_1980;
  errno = 0;
  const int stored = 0;
  if (zipOpenNewFileInZip64(zip_, (name + ".npy").c_str(), &info, nullptr, 0, nullptr, 0, nullptr, stored, 0,
                            bytes > largest_of_zip32 ? 1 : 0) != ZIP_OK) {
    fail();
  }
  write(npy_header(type, dims));
}

void NpzWriter::write(std::string_view bytes) {
  constexpr std::size_t at_once = 1U << 26U;
  while (!bytes.empty()) {
    const auto some = bytes.substr(0, at_once);
    if (zipWriteInFileInZip(zip_, some.data(), static_cast<unsigned>(some.size())) != ZIP_OK) fail();
    bytes.remove_prefix(some.size());
  }
}

void NpzWriter::end() {
  if (zipCloseFileInZip(zip_) != ZIP_OK) fail();
}

template <class T>
void NpzWriter::add(const std::string& name, MatrixView<const T> values) {
  begin(name, numpy_type<T>(), {values.rows(), values.columns()},
        values.rows() * values.columns() * sizeof(T));
  if (values.stride() == values.columns()) {
    write(bytes_of(std::span<const T>(values.data(), values.rows() * values.columns())));
  } else {
    for (std::size_t i = 0; i < values.rows(); ++i) write(bytes_of(std::span<const T>(values.row(i))));
  }
  end();
}

template <class T>
void NpzWriter::add(const std::string& name, std::span<const T> values) {
  begin(name, numpy_type<T>(), {values.size()}, values.size_bytes());
  write(bytes_of(values));
  end();
}

template <class T>
void NpzWriter::add_number(const std::string& name, T value) {
  begin(name, numpy_type<T>(), {}, sizeof(T));
  write(bytes_of(std::span<const T>(&value, 1)));
  end();
}

void NpzWriter::add_wide(const std::string& name, const std::vector<std::string>& texts,
                         const std::vector<std::size_t>& dims) {
  std::vector<std::u32string> wide;
  std::size_t longest = 1;
  for (const auto& text : texts) {
    wide.push_back(code_points(text));
    longest = std::max(longest, wide.back().size());
  }
  begin(name, fmt::format("<U{}", longest), dims, texts.size() * longest * sizeof(char32_t));
  for (auto& text : wide) {
    text.resize(longest, U'\0');
    write(bytes_of(std::span<const char32_t>(text)));
  }
  end();
}

void NpzWriter::add_texts(const std::string& name, const std::vector<std::string>& texts) {
  add_wide(name, texts, {texts.size()});
}

void NpzWriter::add_text(const std::string& name, const std::string& text) {
  add_wide(name, {text}, {});
}

void NpzWriter::commit() {
  errno = 0;
  if (zipClose(std::exchange(zip_, nullptr), std::string(mark).c_str()) != ZIP_OK) fail();
  put_in_place(std::exchange(temporary_, {}), path_);
}

bool is_own_npz(const std::filesystem::path& path) {
  std::array<char, mark.size()> end{};
  std::ifstream file(path, std::ios::binary);
  file.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
  file.read(end.data(), end.size());
  return file && std::string_view(end.data(), end.size()) == mark;
}

template void NpzWriter::add<float>(const std::string&, MatrixView<const float>);
template void NpzWriter::add<float>(const std::string&, std::span<const float>);
template void NpzWriter::add<double>(const std::string&, std::span<const double>);
template void NpzWriter::add<std::uint64_t>(const std::string&, std::span<const std::uint64_t>);
template void NpzWriter::add_number<double>(const std::string&, double);
template void NpzWriter::add_number<std::int64_t>(const std::string&, std::int64_t);

}  // namespace lampyris::io
