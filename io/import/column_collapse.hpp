// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "io/import/task.hpp"

// Parts of import_cohort for inputs that come sample by sample; nothing here is for others.
namespace lampyris::io {

/// The moments of columns over all rows. Each rank takes whole blocks of rows; their moments are merged in
/// the order of the file, so that rounding does not depend on the number of ranks.
class ColumnMoments {
 public:
  explicit ColumnMoments(std::vector<std::size_t> columns);

  /// The row has all columns, not only those asked for.
  void take(std::span<const float> row);
  /// Collective. Every rank has taken at most one block since the last call; those of rank 0 come first.
  void merge(const mpi::Communicator& ranks);
  /// Returns the moments of all columns of the matrix; zero of those not asked for.
  [[nodiscard]] std::vector<Moments> of_all(std::size_t columns) const;

 private:
  std::vector<std::size_t> columns_;
  std::vector<Moments> block_, total_;
};

/// Returns the ids whose moments decide which is kept.
[[nodiscard]] std::vector<std::size_t> rival_ids(Collapse rule, const GeneNames& genes);

/// Makes a row of the cohort of a row of the matrix.
class ColumnCollapse {
 public:
  ColumnCollapse(Collapse rule, const CollapsePlan& plan);
  void apply(std::span<const float> row, std::span<float> genes);

 private:
  Collapse rule_;
  std::vector<std::size_t> first_;                                          // column of each gene
  bool in_order_ = true;                                                    // column g is gene g
  std::vector<std::pair<std::size_t, std::vector<std::size_t>>> combined_;  // of genes with several columns
  std::vector<float> scratch_;
};

}  // namespace lampyris::io
