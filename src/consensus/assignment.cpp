// SPDX-License-Identifier: Apache-2.0
#include "src/consensus/assignment.hpp"

#include <algorithm>
#include <limits>

namespace lampyris {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Rows are added one by one, each by the shortest path to a free column in reduced costs.
class Pairing {
 public:
  explicit Pairing(MatrixView<const double> value)
      : value_(value),
        row_price_(value.rows()),
        column_price_(value.columns()),
        row_of_(value.columns(), none) {}

  void add(std::size_t row) {
    distance_.assign(value_.columns(), std::numeric_limits<double>::infinity());
    before_.assign(value_.columns(), none);
    reached_.assign(value_.columns(), false);
    order_.clear();
    std::size_t column = none;
    std::size_t from = row;
    double length = 0;
    do {
      relax(from, column, length);
      column = nearest();
      length = distance_[column];
      reached_[column] = true;
      order_.push_back(column);
      from = row_of_[column];
    } while (from != none);
    settle_prices(row, length);
    turn_path(row, column);
  }

  [[nodiscard]] const std::vector<std::size_t>& row_of() const { return row_of_; }

 private:
  [[nodiscard]] double reduced(std::size_t row, std::size_t column) const {
    return -value_(row, column) - row_price_[row] - column_price_[column];
  }

  void relax(std::size_t row, std::size_t by, double length) {
    for (std::size_t column = 0; column < value_.columns(); ++column) {
      const double longer = length + reduced(row, column);
      if (reached_[column] || longer >= distance_[column]) continue;
      distance_[column] = longer;
      before_[column] = by;
    }
  }

  [[nodiscard]] std::size_t nearest() const {
    std::size_t best = none;
    for (std::size_t column = 0; column < value_.columns(); ++column) {
      if (!reached_[column] && (best == none || distance_[column] < distance_[best])) best = column;
    }
    return best;
  }

  void settle_prices(std::size_t row, double length) {
    row_price_[row] += length;
    for (const auto column : order_) {
      const double rest = length - distance_[column];
      column_price_[column] -= rest;
      if (row_of_[column] != none) row_price_[row_of_[column]] += rest;
    }
  }

  void turn_path(std::size_t row, std::size_t column) {
    while (before_[column] != none) {
      row_of_[column] = row_of_[before_[column]];
      column = before_[column];
    }
    row_of_[column] = row;
  }

  MatrixView<const double> value_;
  std::vector<double> row_price_, column_price_;
  std::vector<std::size_t> row_of_;  // [column]
  std::vector<double> distance_;     // [column], of the path from the row that is added
  std::vector<std::size_t> before_;  // [column], the column before it on that path
  std::vector<char> reached_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<std::optional<std::size_t>> best_assignment(MatrixView<const double> value) {
  std::vector<std::optional<std::size_t>> column_of(value.rows());
  if (value.rows() == 0 || value.columns() == 0) return column_of;
  if (value.rows() <= value.columns()) {
    Pairing pairing(value);
    for (std::size_t row = 0; row < value.rows(); ++row) pairing.add(row);
    for (std::size_t column = 0; column < value.columns(); ++column) {
      if (pairing.row_of()[column] != none) column_of[pairing.row_of()[column]] = column;
    }
    return column_of;
  }
  Matrix<double> turned(value.columns(), value.rows());
  for (std::size_t row = 0; row < value.rows(); ++row) {
    for (std::size_t column = 0; column < value.columns(); ++column) turned(column, row) = value(row, column);
  }
  const auto row_of = best_assignment(turned.view());
  for (std::size_t column = 0; column < row_of.size(); ++column) column_of[*row_of[column]] = column;
  return column_of;
}

}  // namespace lampyris
