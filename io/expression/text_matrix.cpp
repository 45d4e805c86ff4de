// SPDX-License-Identifier: Apache-2.0
#include "io/expression/text_matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "io/expression/matrix_formats.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "io/text/value_row.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {

MatrixFormat plain_text_format() {
  return {"text", TextMatrix{[](std::string_view) { return true; }, nullptr}};
}

MatrixReader::MatrixReader(const std::filesystem::path& path, const TextChoice& choice)
    : lines_(path, LineReader::Encoding::any) {
  read_header(choice.format);
  if (!choice.gene_field.empty()) choose_field(choice.gene_field);
}

void MatrixReader::choose_field(const std::string& gene_field) {
  const auto& names = layout_.row_field_names;
  const auto found = std::ranges::find(names, gene_field);
  if (found == names.end()) {
    throw UsageError(
        fmt::format("gene field \"{}\": {} has {}", gene_field, path().string(),
                    names.empty() ? "no fields of genes" : fmt::format("{}", fmt::join(names, ", "))));
  }
  id_field_ = 1 + static_cast<std::size_t>(found - names.begin());
}

void MatrixReader::read_header(const std::string& format) {
  const std::string file = path().string();
  std::string_view line;
  if (!next_filled_line(lines_, line))
    throw DataError(fmt::format("{}: empty; must be a matrix with a header", file));
  if (read_layout(line, format)) return;
  header_line_ = lines_.number();
  const std::string header(line);
  if (!next_filled_line(lines_, line)) throw DataError(fmt::format("{}: a header without rows", file));

  // The header of a single sample without a corner has no delimiter; its rows have.
  delimiter_ = find_delimiter(header);
  if (delimiter_ == '\0') delimiter_ = find_delimiter(line);
  if (delimiter_ == '\0') {
    throw DataError(
        fmt::format("{} line {}: no tab, comma or semicolon; must be a matrix in one of these forms", file,
                    header_line_));
  }
  std::vector<std::string_view> cells;
  split_cells(line, delimiter_, cells);
  const std::size_t in_row = cells.size();
  split_cells(header, delimiter_, cells);
  columns_.assign(cells.begin(), cells.end());
  if (in_row != columns_.size() + 1) {
    corner_ = columns_.front();
    columns_.erase(columns_.begin());
  }
  if (columns_.empty()) {
    throw DataError(
        fmt::format("{} line {}: a header of one cell; must name every column", file, header_line_));
  }
  row_ = split_first(line, delimiter_);
  row_waits_ = true;
}

bool MatrixReader::read_layout(std::string_view first_line, const std::string& format) {
  const auto read = text_matrix_format(format, first_line).read_layout;
  if (read == nullptr) {
    lines_.require_utf8(first_line);
    return false;
  }
  layout_ = read(lines_, std::string(first_line));
  // Of a series what was read so far may be in Latin-1, but not its probes.
  lines_.require_utf8({});
  header_line_ = lines_.number();
  delimiter_ = '\t';
  corner_ = layout_.corner;
  columns_ = layout_.samples;
  if (columns_.empty()) throw DataError(fmt::format("{}: no sample in the header", where()));
  return true;
}

bool MatrixReader::next() {
  if (row_waits_) {
    row_waits_ = false;
    return true;
  }
  std::string_view line;
  if (!next_filled_line(lines_, line)) {
    check_end();
    return false;
  }
  row_ = split_first(line, delimiter_);
  if (!layout_.end.empty() && row_.first == layout_.end) {
    if (rows_ == 0) throw DataError(fmt::format("{}: {}", where(), layout_.if_empty));
    layout_.end.clear();
    return false;
  }
  for (std::size_t field = 1; field <= layout_.row_field_names.size(); ++field) {
    const auto next = split_first(row_.rest, delimiter_);
    if (field == id_field_) row_.first = next.first;
    row_.rest = next.rest;
    row_.has_rest = next.has_rest;
  }
  ++rows_;
  return true;
}

// A file that ends early looks like one with fewer genes.
void MatrixReader::check_end() const {
  if (layout_.name.empty()) return;
  if (!layout_.end.empty()) {
    throw DataError(fmt::format("{}: ends without {}; fetch the file again", path().string(), layout_.end));
  }
  if (layout_.rows && *layout_.rows != rows_) {
    throw DataError(
        fmt::format("{}: {} rows; its second line says {}", path().string(), rows_, *layout_.rows));
  }
}

std::string MatrixReader::where() const {
  return fmt::format("{} line {}", path().string(), line());
}

void MatrixReader::read(std::span<float> values) const {
  const auto row = row_.has_rest ? read_values(row_.rest, delimiter_, values) : ValueRow{};
  const std::size_t before = 1 + layout_.row_field_names.size();
  if (row.cells != values.size()) {
    throw DataError(fmt::format("{}: {} cells; the header makes it {}", where(), row.cells + before,
                                values.size() + before));
  }
  if (!row.bad) return;
  throw DataError(fmt::format("{} column {} (\"{}\"): \"{}\" must be {}", where(),
                              row.bad->index + before + 1, columns_[row.bad->index], row.bad->text,
                              row.bad->infinite ? "a finite number" : "a number, or NA where it is missing"));
}

}  // namespace lampyris::io
