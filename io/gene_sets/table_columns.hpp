// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lampyris::io {

/// The columns of a table whose header differs from version to version: names are compared by their letters
/// and digits, in any case.
class Columns {
 public:
  explicit Columns(const std::vector<std::string>& names);
  /// Takes the names of a line of tab-separated cells, or, where it has no tab, of cells between blanks.
  [[nodiscard]] static Columns of_line(std::string_view line);

  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  /// Returns the place of the first of `names`, in lower case, that is a column.
  [[nodiscard]] std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const;
  /// Returns the place that find gives. Throws DataError that names the file when there is none of them.
  [[nodiscard]] std::size_t require(std::initializer_list<std::string_view> names,
                                    const std::filesystem::path& path) const;
  [[nodiscard]] bool has(std::initializer_list<std::string_view> names) const {
    return find(names).has_value();
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace lampyris::io
