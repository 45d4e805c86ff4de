// SPDX-License-Identifier: Apache-2.0
// Files from which whole samples can be read.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <unordered_set>
#include <utility>

#include "io/import/column_collapse.hpp"
#include "io/import/task.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

std::string file_of(const ImportTask& task) {
  return task.input.string();
}

void check_index(const ImportTask& task, const SourceIndex& index) {
  if (task.ids && index.ids_are_genes) {
    throw UsageError(
        fmt::format("ids = \"{}\" with {}, which is a cohort already; import its source with the id map",
                    task.request.ids.string(), file_of(task)));
  }
  if (index.samples.empty() || index.genes.empty()) {
    throw DataError(fmt::format("{}: {} samples and {} genes; must have some of both", file_of(task),
                                index.samples.size(), index.genes.size()));
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& sample : index.samples) {
    if (sample.empty()) throw DataError(fmt::format("{}: a sample without an id", file_of(task)));
    if (!seen.insert(sample).second) {
      throw DataError(
          fmt::format("{}: sample \"{}\" stands twice; sample ids must differ", file_of(task), sample));
    }
  }
}

GeneNames name_genes(const ImportTask& task, const SourceIndex& index) {
  using Naming = GeneNames::Naming;
  GeneNames genes(task.ids ? &*task.ids : nullptr, index.ids_are_genes ? Naming::as_they_are : Naming::by_id);
  const auto& ids = gene_ids(task.request, index);
  for (std::size_t g = 0; g < ids.size(); ++g) genes.add(ids[g], g + 1);
  if (task.rule == Collapse::error && genes.has_repeats()) {
    throw DataError(
        fmt::format("{}: a gene has several ids; collapse = \"error\" allows one", file_of(task)));
  }
  check_mapped(task, genes);
  return genes;
}

/// Calls use(first sample, values) for the blocks that this rank has, and after_wave(), collective, when
/// every rank has had one more.
template <class Use, class AfterWave>
void read_blocks(const ImportTask& task, const SampleSource& source, Use use, AfterWave after_wave) {
  const std::size_t samples = source.index().samples.size();
  const std::size_t step = source.block();
  const std::size_t wave = step * task.rank_count();
  const std::size_t bytes = task.progress.pass_bytes();
  Matrix<float> block(std::min(step, samples), source.index().genes.size());
  for (std::size_t done = 0; done < samples; done += wave) {
    const std::size_t first = done + step * task.rank();
    mpi::agreed(task.ranks, [&] {
      if (first >= samples) return;
      const auto values = block.view().middle_rows(0, std::min(step, samples - first));
      source.read({first, values.rows()}, values);
      use(first, values);
    });
    after_wave();
    task.progress.advance_to(static_cast<std::size_t>(static_cast<double>(bytes) *
                                                      static_cast<double>(std::min(samples, done + wave)) /
                                                      static_cast<double>(samples)));
  }
  task.progress.end_pass();
}

// Only where several columns of a gene compete is it worth reading the file twice.
std::vector<Moments> rival_moments(const ImportTask& task, const SampleSource& source,
                                   const GeneNames& genes) {
  auto rivals = rival_ids(task.rule, genes);
  const bool none = rivals.empty();
  ColumnMoments moments(std::move(rivals));
  if (none) {
    task.progress.end_pass();
  } else {
    read_blocks(
        task, source,
        [&](std::size_t, MatrixView<const float> block) {
          for (std::size_t i = 0; i < block.rows(); ++i) moments.take(block.row(i));
        },
        [&] { moments.merge(task.ranks); });
  }
  return moments.of_all(source.index().genes.size());
}

// Loops without a way out, so that the compiler takes many values at once.
void count_values(const ImportTask& task, const SourceIndex& index, std::size_t sample,
                  std::span<const float> values, std::span<double> present) {
  bool infinite = false;
  for (std::size_t g = 0; g < values.size(); ++g) {
    infinite |= std::abs(values[g]) == std::numeric_limits<float>::infinity();
    present[g] += values[g] == values[g] ? 1.0 : 0.0;
  }
  if (!infinite) return;
  throw DataError(fmt::format("{}: sample \"{}\": an infinite value; must be finite or missing",
                              file_of(task), index.samples[sample]));
}

std::size_t write_blocks(const ImportTask& task, const SampleSource& source, const CollapsePlan& plan,
                         CohortWriter& writer) {
  ColumnCollapse collapse(task.rule, plan);
  std::vector<double> present(plan.genes.size());
  Matrix<float> collapsed(std::min(source.block(), source.index().samples.size()), plan.genes.size());
  read_blocks(
      task, source,
      [&](std::size_t first, MatrixView<const float> block) {
        const auto genes = collapsed.view().middle_rows(0, block.rows());
        for (std::size_t i = 0; i < block.rows(); ++i) {
          collapse.apply(block.row(i), genes.row(i));
          count_values(task, source.index(), first + i, genes.row(i), present);
          if (task.request.clip > 0) (void)clip_values(genes.row(i), task.request.clip);
        }
        writer.write(genes, first, 0);
      },
      [] {});
  task.ranks.sum(present);
  const auto empty = std::ranges::find(present, 0.0);
  if (empty != present.end()) {
    throw DataError(fmt::format("{}: gene \"{}\" has no value in any sample; leave it out", file_of(task),
                                plan.genes[static_cast<std::size_t>(empty - present.begin())]));
  }
  if (task.rank() > 0) return 0;
  const double values = std::accumulate(present.begin(), present.end(), 0.0);
  return source.index().samples.size() * present.size() - static_cast<std::size_t>(values);
}

}  // namespace

const std::vector<std::string>& gene_ids(const ImportRequest& request, const SourceIndex& index) {
  return request.gene_field.empty() ? index.genes : index.gene_fields.column(request.gene_field);
}

Imported import_source(const ImportTask& task, const SampleSource& source) {
  const SourceIndex& index = source.index();
  check_index(task, index);
  const GeneNames genes = name_genes(task, index);
  const auto moments = rival_moments(task, source, genes);
  const auto plan = plan_collapse(task.rule, genes.names(), genes.of_id(), moments);
  auto imported =
      write_collapsed(task, {index.samples, index.annotation}, genes, plan,
                      [&](CohortWriter& writer) { return write_blocks(task, source, plan, writer); });
  imported.summary.layout = index.layout;
  imported.summary.gene_fields = index.gene_fields.columns;
  return imported;
}

}  // namespace lampyris::io
