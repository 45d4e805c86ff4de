// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/described_file.hpp"

#include <hdf5.h>
#include <sanitizer/lsan_interface.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "io/hdf5/file_check.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/lzf_filter.hpp"
#include "mpi/environment.hpp"

namespace lampyris::fuzz {
namespace {

using namespace io::h5;
using Words = std::vector<std::string>;

constexpr hsize_t most_values = 65536;
constexpr unsigned longest_string = 64;

Datatype string_type(const std::string& word) {
  const auto length = std::strtoul(word.c_str() + 1, nullptr, 10);
  if (word[0] == 's' && (length == 0 || length > longest_string)) return {};
  Datatype type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.id(), word[0] == 'v' ? H5T_VARIABLE : length);
  return type;
}

Datatype type_of(const std::string& word) {
  if (word.empty()) return {};
  if (word == "v" || word[0] == 's') return string_type(word);
  if (word == "b") {
    Datatype type(H5Tenum_create(H5T_NATIVE_INT8));
    const std::int8_t numbers[] = {0, 1};
    H5Tenum_insert(type.id(), "FALSE", &numbers[0]);
    H5Tenum_insert(type.id(), "TRUE", &numbers[1]);
    return type;
  }
  const std::pair<const char*, hid_t> numbers[] = {
      {"i1", H5T_STD_I8LE},   {"u1", H5T_STD_U8LE},   {"i2", H5T_STD_I16LE}, {"u2", H5T_STD_U16BE},
      {"i4", H5T_STD_I32LE},  {"u4", H5T_STD_U32LE},  {"i8", H5T_STD_I64LE}, {"u8", H5T_STD_U64LE},
      {"f4", H5T_IEEE_F32LE}, {"f8", H5T_IEEE_F64BE},
  };
  for (const auto& [name, id] : numbers) {
    if (word == name) return Datatype(H5Tcopy(id));
  }
  return {};
}

std::vector<hsize_t> sizes_of(const std::string& word) {
  std::vector<hsize_t> sizes;
  std::istringstream text(word);
  for (std::string part; std::getline(text, part, 'x');)
    sizes.push_back(std::strtoull(part.c_str(), nullptr, 10));
  return sizes;
}

Space space_of(const std::string& word) {
  if (word == "-") return Space(H5Screate(H5S_SCALAR));
  const auto sizes = sizes_of(word);
  if (sizes.empty() || sizes.size() > 4) return {};
  return Space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr));
}

// Calls write(memory type, values), the values repeated over the space.
template <class Write>
void with_values(hid_t type, hid_t space, const Words& values, Write write) {
  const auto count = static_cast<hsize_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space)));
  if (count == 0 || count > most_values || values.empty()) return;
  const auto value = [&](hsize_t i) -> const std::string& { return values[i % values.size()]; };
  if (H5Tget_class(type) != H5T_STRING) {
    std::vector<double> numbers;
    for (hsize_t i = 0; i < count; ++i) numbers.push_back(std::strtod(value(i).c_str(), nullptr));
    // HDF5 has no conversion from double to enum.
    std::vector<std::int8_t> flags(numbers.size());
    std::ranges::transform(numbers, flags.begin(), [](double number) { return number == 0 ? 0 : 1; });
    if (H5Tget_class(type) == H5T_ENUM) return write(type, static_cast<const void*>(flags.data()));
    return write(H5T_NATIVE_DOUBLE, static_cast<const void*>(numbers.data()));
  }
  std::vector<const char*> pointers;
  for (hsize_t i = 0; i < count; ++i) pointers.push_back(value(i).c_str());
  if (H5Tis_variable_str(type) > 0) return write(type, static_cast<const void*>(pointers.data()));
  const std::size_t length = H5Tget_size(type);
  std::string text(count * length, '\0');
  for (hsize_t i = 0; i < count; ++i)
    std::copy_n(value(i).begin(), std::min(length, value(i).size()),
                text.begin() + static_cast<std::ptrdiff_t>(i * length));
  write(type, static_cast<const void*>(text.data()));
}

// Takes the words that say how a dataset is stored.
Properties storage_of(Words& words, const std::string& sizes, bool& packed) {
  Properties create(H5Pcreate(H5P_DATASET_CREATE));
  const auto chunked = [&](std::vector<hsize_t> chunk) {
    if (!chunk.empty()) H5Pset_chunk(create.id(), static_cast<int>(chunk.size()), chunk.data());
  };
  for (; !words.empty(); words.erase(words.begin())) {
    if (words.front() == "gzip" || words.front() == "deflated") {
      chunked(sizes_of(sizes));
      H5Pset_deflate(create.id(), 1);
      packed |= words.front() == "deflated";
    } else if (words.front() == "shuffle") {
      H5Pset_shuffle(create.id());
    } else if (words.front() == "lzf") {
      chunked(sizes_of(sizes));
      constexpr H5Z_filter_t filter = 32000;
      H5Pset_filter(create.id(), filter, H5Z_FLAG_OPTIONAL, 0, nullptr);
      packed = true;
    } else if (words.front().starts_with("chunk=")) {
      chunked(sizes_of(words.front().substr(6)));
    } else {
      break;
    }
  }
  return create;
}

void write_chunk(hid_t dataset, const Words& values) {
  std::vector<std::uint8_t> bytes;
  for (const auto& value : values)
    bytes.push_back(static_cast<std::uint8_t>(std::strtoul(value.c_str(), nullptr, 10)));
  const hsize_t first[4] = {};
  if (!bytes.empty()) H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, first, bytes.size(), bytes.data());
}

// PATH TYPE SIZES [STORAGE] VALUES
void add_data(hid_t file, hid_t with_groups, Words words) {
  if (words.size() < 3) return;
  const std::string path = words[0];
  const auto type = type_of(words[1]);
  const std::string sizes = words[2];
  const auto space = space_of(sizes);
  words.erase(words.begin(), words.begin() + 3);
  if (!type.valid() || !space.valid()) return;
  bool packed = false;
  const auto create = storage_of(words, sizes, packed);
  const Dataset dataset(
      H5Dcreate2(file, path.c_str(), type.id(), space.id(), with_groups, create.id(), H5P_DEFAULT));
  if (!dataset.valid()) return;
  if (packed) return write_chunk(dataset.id(), words);
  with_values(type.id(), space.id(), words, [&](hid_t memory, const void* values) {
    // HDF5 would take 1 MiB to convert numbers in.
    const Properties transfer(H5Pcreate(H5P_DATASET_XFER));
    H5Pset_buffer(transfer.id(), 4096, nullptr, nullptr);
    H5Dwrite(dataset.id(), memory, H5S_ALL, H5S_ALL, transfer.id(), values);
  });
}

// PATH NAME TYPE SIZES VALUES
void add_attribute(hid_t file, Words words) {
  if (words.size() < 4) return;
  const Object object(H5Oopen(file, words[0].c_str(), H5P_DEFAULT));
  const auto type = type_of(words[2]);
  const auto space = space_of(words[3]);
  if (!object.valid() || !type.valid() || !space.valid()) return;
  if (H5Sget_simple_extent_npoints(space.id()) > static_cast<hssize_t>(most_values)) return;
  const Attribute attribute(
      H5Acreate2(object.id(), words[1].c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT));
  if (!attribute.valid()) return;
  words.erase(words.begin(), words.begin() + 4);
  with_values(type.id(), space.id(), words,
              [&](hid_t memory, const void* values) { H5Awrite(attribute.id(), memory, values); });
}

// PATH COUNT NAME:TYPE,… VALUES
void add_compound(hid_t file, hid_t with_groups, const Words& words) {
  if (words.size() < 3) return;
  const auto space = space_of(words[1]);
  std::size_t bytes = 0;
  std::vector<std::pair<std::string, Datatype>> members;
  std::istringstream text(words[2]);
  for (std::string member; std::getline(text, member, ',');) {
    const auto colon = std::min(member.find(':'), member.size());
    auto type = type_of(colon < member.size() ? member.substr(colon + 1) : "i4");
    if (!type.valid() || H5Tis_variable_str(type.id()) > 0) return;
    bytes += H5Tget_size(type.id());
    members.emplace_back(member.substr(0, colon), std::move(type));
  }
  if (!space.valid() || members.empty()) return;
  const Datatype compound(H5Tcreate(H5T_COMPOUND, bytes));
  for (std::size_t at = 0; const auto& [name, type] : members) {
    H5Tinsert(compound.id(), name.c_str(), at, type.id());
    at += H5Tget_size(type.id());
  }
  const Dataset dataset(
      H5Dcreate2(file, words[0].c_str(), compound.id(), space.id(), with_groups, H5P_DEFAULT, H5P_DEFAULT));
  const auto count = static_cast<hsize_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space.id())));
  if (!dataset.valid() || count > most_values) return;
  std::string values(count * bytes, '\0');
  for (std::size_t i = 3; i < words.size(); ++i) {
    for (std::size_t k = 0; k < words[i].size(); ++k)
      values[(i * 8 + k) % std::max<std::size_t>(1, values.size())] = words[i][k];
  }
  if (count > 0) H5Dwrite(dataset.id(), compound.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

void add_line(hid_t file, hid_t with_groups, const std::string& line) {
  std::istringstream text(line);
  std::string what;
  text >> what;
  Words words;
  for (std::string word; text >> word;) words.push_back(word);
  if (words.empty()) return;
  if (what == "data") add_data(file, with_groups, words);
  if (what == "attr") add_attribute(file, words);
  if (what == "compound") add_compound(file, with_groups, words);
  if (what == "group")
    const Group group(H5Gcreate2(file, words[0].c_str(), with_groups, H5P_DEFAULT, H5P_DEFAULT));
  if (what == "link" && words.size() > 1)
    H5Lcreate_soft(words[1].c_str(), file, words[0].c_str(), with_groups, H5P_DEFAULT);
}

struct Mpi {
  std::optional<mpi::Environment> environment;
  std::optional<mpi::Communicator> ranks;
  Mpi() {
    // Open MPI keeps some memory to the end of the process, which never ends it.
    const __lsan::ScopedDisabler no_leaks;
    static char name[] = "fuzz";
    static char* arguments[] = {name, nullptr};
    int count = 1;
    char** argv = arguments;
    environment.emplace(count, argv);
    ranks.emplace(mpi::Communicator::world());
  }
};

}  // namespace

std::filesystem::path write_described(std::string_view text) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  register_lzf_filter();
  auto path = directory() / "file.h5";
  const OpenFile file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  if (!file.valid()) std::abort();
  const Properties with_groups(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(with_groups.id(), 1);
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) add_line(file.id(), with_groups.id(), line);
  return path;
}

std::string choice_of(std::string_view text) {
  std::istringstream words{std::string(text.substr(0, text.find('\n')))};
  std::string word;
  words >> word >> word;
  return word;
}

const mpi::Communicator& ranks() {
  static const auto* const one = new Mpi();  // NOLINT: MPI lives as long as the process
  return *one->ranks;
}

int run_hdf5_reader(const std::function<void()>& read) {
  (void)ranks();
  io::h5::trust_all_files();
  run_reader(read);
  if (H5Fget_obj_count(static_cast<hid_t>(H5F_OBJ_ALL), H5F_OBJ_ALL) == 0) return 0;
  std::fprintf(stderr, "an HDF5 object is left open\n");
  std::abort();
}

}  // namespace lampyris::fuzz
