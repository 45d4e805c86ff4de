// SPDX-License-Identifier: Apache-2.0
#include "io/expression/market_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "io/text/cells.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

constexpr std::string_view blanks = " \t";

// The next word, which the line loses; empty at its end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const auto word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

bool take_index(std::string_view& line, std::size_t& index) {
  const auto number = read_size(take_word(line));
  if (number) index = *number;
  return number.has_value();
}

}  // namespace

MarketReader::MarketReader(const std::filesystem::path& path) : lines_(path) {
  std::string_view line;
  if (!lines_.next(line)) refuse("empty; must begin with %%MatrixMarket");
  read_kind(line);
  if (!next_line(line)) refuse("ends before the line of rows, columns and entries");
  read_size(line);
}

std::string MarketReader::where() const {
  return fmt::format("{} line {}", lines_.path().string(), lines_.number());
}

void MarketReader::refuse(const std::string& reason) const {
  throw DataError(fmt::format("{}: {}", where(), reason));
}

bool MarketReader::next_line(std::string_view& line) {
  do {
    if (!lines_.next(line)) return false;
  } while (is_blank(line) || line.starts_with('%'));
  return true;
}

void MarketReader::read_kind(std::string_view line) {
  std::vector<std::string> words;
  for (auto word = take_word(line); !word.empty(); word = take_word(line)) words.push_back(normal_name(word));
  const bool is_sparse =
      words.size() == 5 && words[0] == "%%matrixmarket" && words[1] == "matrix" && words[2] == "coordinate";
  const auto is_one_of = [&](std::size_t word, auto... names) { return ((words[word] == names) || ...); };
  if (!is_sparse || !is_one_of(3, "integer", "real", "double", "pattern") ||
      !is_one_of(4, "general", "symmetric")) {
    refuse(
        "must be \"%%MatrixMarket matrix coordinate\", then integer, real or pattern, then general or "
        "symmetric");
  }
  if (words[3] == "integer") header_.field = MarketHeader::Field::integer;
  if (words[3] == "pattern") header_.field = MarketHeader::Field::pattern;
  header_.symmetric = words[4] == "symmetric";
}

void MarketReader::read_size(std::string_view line) {
  const bool read = take_index(line, header_.rows) && take_index(line, header_.columns) &&
                    take_index(line, header_.entries) && is_blank(line);
  if (!read) refuse("must be the numbers of rows, columns and entries");
  if (header_.symmetric && header_.rows != header_.columns) {
    refuse(fmt::format("{} × {}; a symmetric matrix must be square", header_.rows, header_.columns));
  }
}

bool MarketReader::next(MarketEntry& entry) {
  std::string_view line;
  if (!next_line(line)) {
    if (read_ == header_.entries) return false;
    throw DataError(fmt::format("{}: ends after {} entries; its header says {}", lines_.path().string(),
                                read_, header_.entries));
  }
  if (++read_ > header_.entries) {
    refuse(fmt::format("more entries than the {} that the header says", header_.entries));
  }
  using Field = MarketHeader::Field;
  const bool placed = take_index(line, entry.row) && take_index(line, entry.column);
  const bool pattern = header_.field == Field::pattern;
  const auto value = pattern ? std::optional(1.0) : read_finite(take_word(line));
  if (!placed || !value || !is_blank(line)) {
    refuse(pattern ? "must be a row and a column" : "must be a row, a column and a finite value");
  }
  if (entry.row < 1 || entry.row > header_.rows || entry.column < 1 || entry.column > header_.columns) {
    refuse(fmt::format("row {} and column {}; must be from 1 to {} and from 1 to {}", entry.row, entry.column,
                       header_.rows, header_.columns));
  }
  entry = {entry.row - 1, entry.column - 1, static_cast<float>(*value)};
  if (!std::isfinite(entry.value)) refuse("the value is too large for single precision");
  if (header_.field == Field::integer && *value != std::floor(*value)) {
    refuse(fmt::format("{} in a matrix of integers; must be whole", *value));
  }
  return true;
}

}  // namespace lampyris::io
