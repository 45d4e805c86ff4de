// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/text/number_text.hpp"
#include "mpi/communicator.hpp"

namespace lampyris::io {

/// Rows of a tab-separated table, as text. Numbers are written by format_number, text as it is; but tabs and
/// line ends become spaces, and what a spreadsheet would compute (is_formula) gets a ' in front.
class TableRows {
 public:
  template <class... Cells>
  void add(const Cells&... cells) {
    bool first = true;
    ((text_ += std::exchange(first, false) ? "" : "\t", append(cells)), ...);
    text_ += '\n';
  }
  /// Adds a row of as many cells as there are.
  void add_cells(const std::vector<std::string>& cells);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void append(std::floating_point auto value) { text_ += format_number(value); }
  void append(std::integral auto value) { text_ += std::to_string(value); }
  void append(std::string_view value);
  std::string text_;
};

/// Collective. Writes the header and every rank's rows, in rank order, as one file; rank 0 does
/// (write_atomically).
void write_table(const std::filesystem::path& path, const std::vector<std::string>& columns,
                 const TableRows& mine, const mpi::Communicator& ranks);

/// Collective. Writes every rank's text, in rank order, as write_table does rows.
void write_text(const std::filesystem::path& path, const std::string& mine, const mpi::Communicator& ranks);

}  // namespace lampyris::io
