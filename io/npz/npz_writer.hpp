// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// An .npz of NumPy, an uncompressed zip of arrays, which numpy.load reads without pickle. Under a temporary
/// name until commit(). Not collective. T below is float, double, std::int64_t or std::uint64_t. Everything
/// throws DataError when the file cannot be written.
class NpzWriter {
 public:
  /// Makes a file beside `path`.
  explicit NpzWriter(std::filesystem::path path);
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;
  /// Removes what was not committed.
  ~NpzWriter();

  /// Adds an array of two dimensions.
  template <class T>
  void add(const std::string& name, MatrixView<const T> values);
  /// Adds an array of one dimension.
  template <class T>
  void add(const std::string& name, std::span<const T> values);
  /// Adds an array without dimensions.
  template <class T>
  void add_number(const std::string& name, T value);
  /// Adds an array of texts (UTF-8), of NumPy's type U.
  void add_texts(const std::string& name, const std::vector<std::string>& texts);
  /// Adds a text, an array without dimensions.
  void add_text(const std::string& name, const std::string& text);
  /// Brings the file to the disk and gives it its name.
  void commit();

 private:
  void begin(const std::string& name, const std::string& type, const std::vector<std::size_t>& dims,
             std::size_t bytes);
  void write(std::string_view bytes);
  void end();
  void add_wide(const std::string& name, const std::vector<std::string>& texts,
                const std::vector<std::size_t>& dims);
  [[noreturn]] void fail() const;

  std::filesystem::path path_, temporary_;
  void* zip_ = nullptr;
};

/// Whether this program wrote the file, by its last bytes; false when it cannot be read. Not collective.
[[nodiscard]] bool is_own_npz(const std::filesystem::path& path);

}  // namespace lampyris::io
