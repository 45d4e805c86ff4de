// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io::h5 {

/// The kinds of things that a path of a file leads to.
enum class Kind { nothing, group, numbers, texts, compound, other };

/// An HDF5 file open on all ranks, each of which reads or writes on its own. T below is float, double,
/// std::int32_t, std::int64_t, std::uint32_t, std::uint64_t or std::uint8_t. Paths inside the file are
/// absolute ("/genes/id"). Text that is not UTF-8 is taken for Latin-1. Everything throws DataError that
/// names the file and the dataset. A new file has a temporary name until commit(), cannot be read before, and
/// what fails to be written on a rank is thrown on all: by the next create_matrix, create_vector or commit.
class File {
 public:
  /// Collective. Makes a new file beside `path`; commit() gives it its name. `ranks` lives longer.
  static File create(const std::filesystem::path& path, const mpi::Communicator& ranks);
  /// Collective. Opens a file for reading, once the first rank has checked it (file_check.hpp).
  static File open(const std::filesystem::path& path, const mpi::Communicator& ranks);
  File(File&&) noexcept;
  File& operator=(File&&) = delete;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  /// Not collective. A new file that was not committed is removed.
  ~File();
  /// Collective. Closes a new file, brings it to the disk and gives it its name. Throws on all ranks.
  void commit();
  /// Not collective. Throws when this rank could not write something: for those who would write much more.
  void require_written() const;

  [[nodiscard]] const std::filesystem::path& path() const;

  // Structure. Not collective.
  [[nodiscard]] bool has(const std::string& path) const;
  [[nodiscard]] std::vector<std::size_t> dims(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> children(const std::string& group) const;  ///< in order of name
  [[nodiscard]] Kind kind(const std::string& path) const;
  /// Throws DataError when what is stored of a dataset cannot be all that its shape says, however compressed:
  /// to be known before memory is taken. What reads whole vectors does so itself.
  void require_plausible(const std::string& path) const;
  /// Returns the sizes of a dataset's chunks; empty when it is not chunked.
  [[nodiscard]] std::vector<std::size_t> chunk(const std::string& path) const;
  /// Returns the names of a compound dataset's members.
  [[nodiscard]] std::vector<std::string> members(const std::string& path) const;

  // Writing whole objects. Collective: every rank gives the same; groups on the way are made.
  void make_group(const std::string& path);
  template <class T>
  void write(const std::string& path, std::span<const T> values);
  void write_strings(const std::string& path, const std::vector<std::string>& values);
  void set_attribute(const std::string& path, const std::string& name, const std::string& value);
  void set_attribute(const std::string& path, const std::string& name, double value);
  void set_attribute(const std::string& path, const std::string& name, std::int64_t value);
  void set_attribute(const std::string& path, const std::string& name,
                     const std::vector<std::string>& values);
  /// Stores a flag in the way h5py stores a bool. Not an overload: it would take text literals.
  void set_flag_attribute(const std::string& path, const std::string& name, bool value);

  // Writing by blocks.
  /// Collective. rows × columns, in chunks of at most `chunk` (0 = contiguous along that axis).
  template <class T>
  void create_matrix(const std::string& path, std::array<std::size_t, 2> dims,
                     std::array<std::size_t, 2> chunk = {0, 0});
  /// Not collective.
  template <class T>
  void write_block(const std::string& path, std::array<std::size_t, 2> first, MatrixView<const T> block);
  /// Collective. A vector of `size`, to be written by parts.
  template <class T>
  void create_vector(const std::string& path, std::size_t size);
  /// Not collective.
  template <class T>
  void write_part(const std::string& path, std::size_t first, std::span<const T> values);

  // Reading. Not collective. Numbers are converted to T by HDF5.
  template <class T>
  [[nodiscard]] std::vector<T> read(const std::string& path) const;
  template <class T>
  [[nodiscard]] Matrix<T> read_block(const std::string& path, Slice rows, Slice columns) const;
  /// The block of `into`'s size whose first value is at `first`.
  template <class T>
  void read_block(const std::string& path, std::array<std::size_t, 2> first, MatrixView<T> into) const;
  template <class T>
  [[nodiscard]] std::vector<T> read_part(const std::string& path, Slice part) const;
  [[nodiscard]] std::vector<std::string> read_strings(const std::string& path) const;
  /// One member of a vector of compounds: texts, or numbers.
  [[nodiscard]] Kind member_kind(const std::string& path, const std::string& member) const;
  [[nodiscard]] std::vector<std::string> member_texts(const std::string& path,
                                                      const std::string& member) const;
  [[nodiscard]] std::vector<double> member_numbers(const std::string& path, const std::string& member) const;
  [[nodiscard]] bool has_attribute(const std::string& path, const std::string& name) const;
  [[nodiscard]] std::string text_attribute(const std::string& path, const std::string& name) const;
  [[nodiscard]] double number_attribute(const std::string& path, const std::string& name) const;
  [[nodiscard]] std::int64_t integer_attribute(const std::string& path, const std::string& name) const;
  /// Reads a list of texts; an empty one may be of any type, as anndata writes numbers where there is no
  /// column.
  [[nodiscard]] std::vector<std::string> list_attribute(const std::string& path,
                                                        const std::string& name) const;

 private:
  struct State;
  explicit File(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io::h5
