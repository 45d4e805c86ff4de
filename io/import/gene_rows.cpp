// SPDX-License-Identifier: Apache-2.0
// Text matrices with a gene in each row.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <unordered_map>
#include <utility>

#include "io/import/column_collapse.hpp"
#include "io/import/gene_blocks.hpp"
#include "io/import/task.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_rows = 64;
constexpr std::size_t blocks_per_wave = 4;

/// The findings of the first pass.
struct Scan {
  std::vector<std::string> samples;
  GeneNames genes;
  TextLayout layout;
};

void sum_moments(const mpi::Communicator& ranks, std::span<Moments> moments) {
  static_assert(sizeof(Moments) == 3 * sizeof(double));
  // Each rank has filled other rows, so nothing is rounded.
  ranks.sum(std::span(reinterpret_cast<double*>(moments.data()), 3 * moments.size()));
}

void refuse_repeat(const ImportTask& task, const MatrixReader& reader, const GeneNames& genes,
                   std::size_t gene) {
  if (task.rule != Collapse::error || genes.first_line(gene) == reader.line()) return;
  throw DataError(
      fmt::format("{}: gene \"{}\" stands already in line {}; collapse = \"error\" allows one row a gene",
                  reader.where(), genes.names()[gene], genes.first_line(gene)));
}

// The ids alone: values are parsed once they are needed.
Scan scan_rows(const ImportTask& task) {
  std::optional<MatrixReader> reader;
  mpi::agreed(task.ranks, [&] { check_sample_header(reader.emplace(task.input, task.text())); });
  Scan scan{reader->columns(), GeneNames(task.ids ? &*task.ids : nullptr), reader->layout()};
  const auto take = [&](std::size_t) {
    const auto gene = scan.genes.add(reader->id(), reader->line());
    if (gene) refuse_repeat(task, *reader, scan.genes, *gene);
  };
  read_all_rows(*reader, task, block_rows * blocks_per_wave * task.rank_count(), take, [] {});
  check_mapped(task, scan.genes);
  return scan;
}

MatrixReader reopen(const ImportTask& task, const Scan& scan) {
  MatrixReader reader(task.input, task.text());
  if (reader.columns() != scan.samples) refuse_changed(reader.path());
  return reader;
}

/// Moments of rows, of those alone that others of the same gene compete with.
std::vector<Moments> rival_moments(const ImportTask& task, const Scan& scan) {
  std::vector<Moments> moments(scan.genes.of_id().size());
  const auto rivals = rival_ids(task.rule, scan.genes);
  if (rivals.empty()) return moments;
  std::vector<bool> competes(moments.size());
  for (const std::size_t row : rivals) competes[row] = true;
  std::optional<MatrixReader> reader;
  mpi::agreed(task.ranks, [&] { reader.emplace(reopen(task, scan)); });
  std::vector<float> values(scan.samples.size());
  const auto take = [&](std::size_t row) {
    if (row >= moments.size()) refuse_changed(reader->path());
    if (!competes[row] || !task.mine(row / block_rows)) return;
    reader->read(values);
    moments[row] = moments_of(values);
  };
  read_all_rows(*reader, task, block_rows * blocks_per_wave * task.rank_count(), take, [] {});
  sum_moments(task.ranks, moments);
  return moments;
}

/// The last pass on one rank: values of its genes, on their way to the file.
class GeneWriter {
 public:
  GeneWriter(const ImportTask& task, const CollapsePlan& plan, CohortWriter& writer, std::size_t samples)
      : task_(task), plan_(plan), blocks_(writer, samples), values_(samples), present_(plan.genes.size()) {}

  void take(const MatrixReader& reader, std::size_t row) {
    if (row >= plan_.gene_of_row.size()) refuse_changed(reader.path());
    const auto used = plan_.gene_of_row[row];
    if (!task_.mine(used ? blocks_.block_of(*used) : row / block_rows)) return;
    reader.read(values_);
    if (!used) return;  // a row that is at fault is one whether or not its id has a gene
    const std::size_t gene = *used;
    if (plan_.rows_of_gene[gene] > 1) {
      auto& rows = waiting_[gene];
      rows.push_back(values_);
      if (rows.size() < plan_.rows_of_gene[gene]) return;
      combine(rows);
      waiting_.erase(gene);
    }
    present_[gene] = static_cast<double>(values_.size() - clip_values(values_, task_.request.clip));
    blocks_.put(gene, values_);
  }
  void flush() { blocks_.flush(); }
  /// Values that are there, of each gene of this rank; zero of the others.
  [[nodiscard]] std::vector<double>& present() { return present_; }

 private:
  void combine(const std::vector<std::vector<float>>& rows) {
    scratch_.resize(rows.size());
    for (std::size_t i = 0; i < values_.size(); ++i) {
      for (std::size_t r = 0; r < rows.size(); ++r) scratch_[r] = rows[r][i];
      values_[i] = combine_values(task_.rule, scratch_);
    }
  }

  const ImportTask& task_;
  const CollapsePlan& plan_;
  GeneBlocks blocks_;
  std::vector<float> values_, scratch_;
  std::unordered_map<std::size_t, std::vector<std::vector<float>>> waiting_;
  std::vector<double> present_;
};

/// Throws DataError for a gene without any value; returns how many are missing in all.
std::size_t check_values(const ImportTask& task, const CollapsePlan& plan, const Scan& scan,
                         std::span<const double> present) {
  const auto empty = std::ranges::find(present, 0.0);
  if (empty != present.end()) {
    const auto& gene = plan.genes[static_cast<std::size_t>(empty - present.begin())];
    const auto& names = scan.genes.names();
    const auto at = static_cast<std::size_t>(std::ranges::find(names, gene) - names.begin());
    refuse_empty_gene(task, gene, scan.genes.first_line(at));
  }
  const auto values = std::accumulate(present.begin(), present.end(), 0.0);
  return plan.genes.size() * scan.samples.size() - static_cast<std::size_t>(values);
}

/// Returns the missing values, all of them on the first rank.
std::size_t write_rows(const ImportTask& task, const CollapsePlan& plan, const Scan& scan,
                       CohortWriter& writer) {
  std::optional<MatrixReader> reader;
  mpi::agreed(task.ranks, [&] { reader.emplace(reopen(task, scan)); });
  GeneWriter genes(task, plan, writer, scan.samples.size());
  std::size_t rows = 0;
  const auto take = [&](std::size_t row) {
    genes.take(*reader, row);
    rows = row + 1;
  };
  read_all_rows(*reader, task, block_rows * blocks_per_wave * task.rank_count(), take, [] {});
  mpi::agreed(task.ranks, [&] {
    if (rows != plan.gene_of_row.size()) refuse_changed(reader->path());
    genes.flush();
  });
  task.ranks.sum(genes.present());
  const std::size_t missing = check_values(task, plan, scan, genes.present());
  return task.rank() == 0 ? missing : 0;
}

}  // namespace

Imported import_gene_rows(const ImportTask& task) {
  const Scan scan = scan_rows(task);
  const auto plan =
      plan_collapse(task.rule, scan.genes.names(), scan.genes.of_id(), rival_moments(task, scan));
  auto imported = write_collapsed(task, {scan.samples, scan.layout.annotation}, scan.genes, plan,
                                  [&](CohortWriter& writer) { return write_rows(task, plan, scan, writer); });
  imported.summary.layout = scan.layout.name;
  imported.summary.gene_fields = scan.layout.row_field_names;
  return imported;
}

}  // namespace lampyris::io
