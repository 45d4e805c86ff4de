// SPDX-License-Identifier: Apache-2.0
#include "io/report/table_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

struct KeptRow {
  double key;
  std::size_t number;  ///< in the file; decides between equal keys
  std::vector<std::string> cells;
};

/// The best rows of a stream of any length, at most twice the limit in memory.
class RowKeeper {
 public:
  explicit RowKeeper(std::size_t limit) : limit_(limit) {}

  void add(double key, const std::vector<std::string_view>& cells) {
    rows_.push_back({key, total_++, {cells.begin(), cells.end()}});
    if (rows_.size() >= 2 * limit_ + 2) shrink();
  }
  [[nodiscard]] std::size_t total() const { return total_; }

  /// In the order of the file.
  [[nodiscard]] std::vector<KeptRow> take() {
    shrink();
    std::ranges::sort(rows_, {}, &KeptRow::number);
    return std::move(rows_);
  }

 private:
  void shrink() {
    if (rows_.size() <= limit_) return;
    const auto middle = rows_.begin() + static_cast<std::ptrdiff_t>(limit_);
    std::ranges::nth_element(rows_, middle, {},
                             [](const KeptRow& row) { return std::pair(row.key, row.number); });
    rows_.erase(middle, rows_.end());
  }

  std::size_t limit_;
  std::size_t total_ = 0;
  std::vector<KeptRow> rows_;
};

double key_of(std::string_view cell, bool largest) {
  const double value = read_number_or_nan(cell);
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  return largest ? -value : value;
}

std::string describe(const TableCut& cut, bool sorted) {
  if (!sorted) return "the first rows of the file";
  return fmt::format("the rows with the {} {}", cut.largest ? "largest" : "smallest", cut.by);
}

}  // namespace

nlohmann::ordered_json column_json(std::span<const std::string> values) {
  std::unordered_map<std::string_view, std::int64_t> code_of;
  std::vector<std::string_view> levels;
  std::vector<std::int64_t> codes;
  codes.reserve(values.size());
  for (const auto& value : values) {
    if (value.empty()) {
      codes.push_back(-1);
      continue;
    }
    const auto [found, added] = code_of.try_emplace(value, static_cast<std::int64_t>(levels.size()));
    if (added) levels.push_back(value);
    if (levels.size() > values.size() / 3) return values;
    codes.push_back(found->second);
  }
  return {{"levels", levels}, {"codes", codes}};
}

nlohmann::ordered_json table_json(const std::filesystem::path& path, const TableCut& cut) {
  TsvReader table(path);
  const auto by = cut.by.empty() ? std::nullopt : table.find(cut.by);
  RowKeeper keeper(cut.limit);
  while (table.next()) keeper.add(by ? key_of(table.cells()[*by], cut.largest) : 0, table.cells());

  const std::size_t total = keeper.total();
  auto rows = keeper.take();
  nlohmann::ordered_json cells = nlohmann::ordered_json::array();
  std::vector<std::string> values(rows.size());
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    for (std::size_t row = 0; row < rows.size(); ++row) values[row] = std::move(rows[row].cells[column]);
    cells.push_back(column_json(values));
  }
  return {{"columns", table.columns()},
          {"total", total},
          {"kept", rows.size()},
          {"cut_by", rows.size() < total ? describe(cut, by.has_value()) : ""},
          {"cells", std::move(cells)}};
}

}  // namespace lampyris::io
