// SPDX-License-Identifier: Apache-2.0
#include "jobs/evaluate/evaluate_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_set>

#include "jobs/evaluate/evaluation_table.hpp"
#include "jobs/program/output_file.hpp"
#include "jobs/project/projection_input.hpp"
#include "mpi/agreement.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "mpi/rank_world.hpp"

namespace lampyris::jobs {
namespace {

std::vector<Evaluation> measure(const io::ProjectedSamples& samples, const TrainedRun& run,
                                const EvaluatedGenes& genes, const SampleGroups& groups,
                                const Context& context) {
  const mpi::RankWorld world(context.ranks);
  const auto dimensions = reconstruction_dimensions(run.model.architecture(), run.pca.components.rows());
  const auto forward_pass = mpi::make_forward_pass("auto", run.model.genes.size(), context.ranks);
  const SampleBlocks blocks{samples.count(),
                            [&](Slice part, const SampleBlocks::Use& use, std::size_t reach) {
                              samples.for_each_block(part, use, reach);
                            }};
  const auto progress = context.progress("evaluate", world.share(samples.count()).count);
  return evaluate_cohort(blocks, {*forward_pass, run.model, run.pca, dimensions}, genes, groups, world,
                         *progress);
}

// R² of samples that the model was fitted to is not that of others.
void say_own_samples(const EvaluateOptions& options, const io::CohortIndex& cohort, const Context& context) {
  const auto path = options.projection.run / "cohort.h5";
  const bool is_there = mpi::on_first_rank(context.ranks, [&] { return std::filesystem::exists(path); });
  if (!is_there) return;
  const io::CohortFile own(path, context.ranks);
  const std::unordered_set<std::string> ids(own.index().samples.begin(), own.index().samples.end());
  const auto shared = std::ranges::count_if(cohort.samples, [&](const auto& id) { return ids.contains(id); });
  if (shared == 0) return;
  context.summary(
      fmt::format("{} of {} samples have the ids of samples of the run's own cohort: those that "
                  "trained the model say nothing of others",
                  shared, cohort.samples.size()));
}

std::string describe_left_out(const EvaluatedGenes& genes) {
  if (genes.left_out.empty()) return "";
  return fmt::format(", of which {} are left out", genes.left_out.size());
}

}  // namespace

void evaluate_job(const EvaluateOptions& options, const Context& context) {
  const auto& projection = options.projection;
  if (!options.out.empty()) {
    require_free_output(options.out, projection.inputs(), context.ranks, evaluation_header());
    require_writable(options.out, context.ranks);
  }
  const auto run = read_trained_run(projection.run, context.ranks);
  const OpenedCohort cohort(projection, options.out, context);
  const auto& index = cohort.file().index();
  const auto groups = make_sample_groups(index.annotation, options.groups, index.samples.size());
  const auto samples = project_samples(projection, cohort.file(), run.model, context.ranks);
  const auto genes = leave_out_genes(samples.projection().measured(), options.leave_out, options.seed);
  const auto evaluations = measure(samples, run, genes, groups, context);
  if (!options.out.empty()) write_evaluation(options.out, evaluations, groups, context.ranks);
  context.summary(describe(projection, samples) + describe_left_out(genes));
  say_own_samples(options, index, context);
  for (const auto& sentence : evaluation_sentences(evaluations, groups)) context.summary(sentence);
}

}  // namespace lampyris::jobs
