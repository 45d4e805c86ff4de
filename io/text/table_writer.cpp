// SPDX-License-Identifier: Apache-2.0
#include "io/text/table_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "io/files/atomic_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/name_check.hpp"

namespace lampyris::io {

void TableRows::add_cells(const std::vector<std::string>& cells) {
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (c > 0) text_ += '\t';
    append(cells[c]);
  }
  text_ += '\n';
}

void TableRows::append(std::string_view value) {
  if (is_formula(value)) text_ += '\'';
  const auto from = text_.size();
  text_ += value;
  std::replace_if(
      text_.begin() + static_cast<std::ptrdiff_t>(from), text_.end(),
      [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
}

void write_text(const std::filesystem::path& path, const std::string& mine, const mpi::Communicator& ranks) {
  const auto parts = ranks.gather(mine);
  mpi::on_first_rank(ranks, [&] {
    std::string whole;
    for (const auto& part : parts) whole += part;
    write_atomically(path, whole);
  });
}

void write_table(const std::filesystem::path& path, const std::vector<std::string>& columns,
                 const TableRows& mine, const mpi::Communicator& ranks) {
  const std::string header = fmt::format("{}\n", fmt::join(columns, "\t"));
  write_text(path, ranks.rank() == 0 ? header + mine.text() : mine.text(), ranks);
}

}  // namespace lampyris::io
