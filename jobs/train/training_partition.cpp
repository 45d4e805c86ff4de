// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_partition.hpp"

#include <algorithm>

#include "mpi/scalapack/scalapack_layout.hpp"
#include "src/training/engines/micro_batches.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t evaluation_rows = 128;

}  // namespace

TrainingPartition partition(const TrainingTask& task) {
  const auto& grid = task.grid;
  const Settings& settings = task.context.settings;
  const std::size_t heldout = task.cohort.split.validation.size();
  const std::size_t groups = grid.shape().samples;
  const Ownership ownership{grid.sample_part() == 0, task.context.ranks.rank() == 0};
  TrainingPartition mine{grid.genes(task.shape.genes),
                         samples_of_group(task.plan.samples, groups, grid.sample_part()),
                         part_of(heldout, groups, grid.sample_part()),
                         part_of(heldout, groups, 0).count,
                         {}};
  if (settings.compute.engine == EngineKind::scalapack) {
    mine.genes = mpi::scalapack_genes(task.shape.genes, grid);
    mine.layout = mpi::scalapack_layout(task.shape, grid);
    return mine;
  }
  if (settings.train.reproducible) {
    mine.genes = reproducible_genes(task.shape.genes, grid.shape().genes, grid.gene_part());
    mine.training = reproducible_samples(task.plan.samples, groups, grid.sample_part());
  }
  mine.layout = gene_layout(task.shape, mine.genes, ownership);
  return mine;
}

std::size_t rows_at_once(const BatchPlan& plan, Slice training, std::size_t heldout_most) {
  return std::max(most_members(plan, training), std::min(evaluation_rows, heldout_most));
}

MemoryQuestion memory_question(const TrainingTask& task, const TrainingPartition& mine, Precision precision) {
  return {task.shape,
          mine.genes.count,
          mine.training.count,
          mine.heldout.count,
          rows_at_once(task.plan, mine.training, mine.heldout_most),
          task.grid.shape().genes,
          precision,
          false,
          task.context.settings.train.average > 0,
          task.context.settings.train.hidden_dropout > 0};
}

}  // namespace lampyris::jobs
