// SPDX-License-Identifier: Apache-2.0
// Text matrices with a sample in each row.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "io/import/column_collapse.hpp"
#include "io/import/task.hpp"
#include "src/base/error.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t sample_block_rows = 64;

/// The findings of the first pass.
struct SampleScan {
  GeneNames genes;
  std::vector<std::string> columns;
  std::vector<std::string> samples;
  std::vector<Moments> moments;  // of each column
};

void name_columns(const ImportTask& task, const MatrixReader& reader, SampleScan& scan) {
  for (const auto& column : reader.columns()) {
    const std::size_t before = scan.genes.names().size();
    const auto gene = scan.genes.add(column, reader.header_line());
    if (task.rule == Collapse::error && gene && *gene < before) {
      throw DataError(
          fmt::format("{} line {}: gene \"{}\" stands twice; collapse = \"error\" allows one column a gene",
                      reader.path().string(), reader.header_line(), scan.genes.names()[*gene]));
    }
  }
  scan.columns = reader.columns();
}

SampleScan scan_samples(const ImportTask& task) {
  std::optional<MatrixReader> reader;
  SampleScan scan{GeneNames(task.ids ? &*task.ids : nullptr), {}, {}, {}};
  mpi::agreed(task.ranks, [&] { name_columns(task, reader.emplace(task.input, task.text()), scan); });
  check_mapped(task, scan.genes);
  auto rivals = rival_ids(task.rule, scan.genes);
  const bool compete = !rivals.empty();
  ColumnMoments moments(std::move(rivals));
  std::vector<float> values(scan.columns.size());
  std::unordered_map<std::string, std::size_t> line_of;
  const auto take = [&](std::size_t row) {
    scan.samples.emplace_back(reader->id());
    if (reader->id().empty()) throw DataError(fmt::format("{}: no sample id", reader->where()));
    const auto [first, is_new] = line_of.emplace(reader->id(), reader->line());
    if (!is_new) {
      throw DataError(fmt::format("{}: sample \"{}\" stands already in line {}; sample ids must differ",
                                  reader->where(), reader->id(), first->second));
    }
    if (!compete || !task.mine(row / sample_block_rows)) return;
    reader->read(values);
    moments.take(values);
  };
  read_all_rows(*reader, task, sample_block_rows * task.rank_count(), take,
                [&] { moments.merge(task.ranks); });
  scan.moments = moments.of_all(scan.columns.size());
  return scan;
}

/// Returns the missing values on this rank.
std::size_t write_samples(const ImportTask& task, const CollapsePlan& plan, const SampleScan& scan,
                          CohortWriter& writer) {
  std::optional<MatrixReader> reader;
  mpi::agreed(task.ranks, [&] {
    reader.emplace(task.input, task.text());
    if (reader->columns() != scan.columns) refuse_changed(reader->path());
  });
  ColumnCollapse collapse(task.rule, plan);
  std::vector<float> values(scan.columns.size());
  Matrix<float> block(std::min(sample_block_rows, scan.samples.size()), plan.genes.size());
  std::vector<double> present(plan.genes.size());
  std::size_t missing = 0;
  std::size_t rows = 0;
  const auto take = [&](std::size_t row) {
    rows = row + 1;
    if (row >= scan.samples.size() || reader->id() != scan.samples[row]) refuse_changed(reader->path());
    if (!task.mine(row / sample_block_rows)) return;
    reader->read(values);
    const std::size_t in_block = row % sample_block_rows;
    collapse.apply(values, block.row(in_block));
    missing += clip_values(block.row(in_block), task.request.clip);
    for (std::size_t g = 0; g < present.size(); ++g) present[g] += std::isnan(block(in_block, g)) ? 0 : 1;
    if (in_block + 1 == sample_block_rows || rows == scan.samples.size()) {
      writer.write(std::as_const(block).view().middle_rows(0, in_block + 1), row - in_block, 0);
    }
  };
  read_all_rows(*reader, task, sample_block_rows * task.rank_count(), take, [] {});
  if (rows != scan.samples.size()) refuse_changed(reader->path());
  task.ranks.sum(present);
  const auto empty = std::ranges::find(present, 0.0);
  if (empty != present.end()) {
    refuse_empty_gene(task, plan.genes[static_cast<std::size_t>(empty - present.begin())],
                      reader->header_line());
  }
  return missing;
}

}  // namespace

Imported import_sample_rows(const ImportTask& task) {
  const SampleScan scan = scan_samples(task);
  const auto plan = plan_collapse(task.rule, scan.genes.names(), scan.genes.of_id(), scan.moments);
  return write_collapsed(task, {scan.samples}, scan.genes, plan,
                         [&](CohortWriter& writer) { return write_samples(task, plan, scan, writer); });
}

}  // namespace lampyris::io
