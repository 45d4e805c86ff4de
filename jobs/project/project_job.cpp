// SPDX-License-Identifier: Apache-2.0
#include "jobs/project/project_job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/run/latent_file.hpp"
#include "jobs/program/output_file.hpp"
#include "jobs/project/projection_input.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "mpi/rank_world.hpp"
#include "src/projection/measured_model.hpp"
#include "src/projection/measured_pca.hpp"
#include "src/projection/missing_genes.hpp"

namespace lampyris::jobs {
namespace {

Codes encode_mine(const io::ProjectedSamples& samples, const TrainedRun& run, const Context& context) {
  const auto measured = gene_flags(samples.projection().measured(), samples.projection().genes());
  const auto forward_pass = mpi::make_forward_pass("auto", run.model.genes.size(), context.ranks);
  const MeasuredModel model(run.model, *forward_pass, measured);
  const std::size_t components = std::min(io::most_latent_components, run.pca.components.rows());
  const MeasuredPca pca(run.pca, measured, {components});
  const Slice mine = mpi::RankWorld(context.ranks).share(samples.count());
  auto codes = make_codes(mine.count, run.model.architecture(), components);
  const auto progress = context.progress("project", mine.count);
  samples.for_each_block(
      mine,
      [&](std::size_t first, MatrixView<const float> scaled) {
        encode_into(codes, first, scaled, model, pca);
        progress->advance(scaled.rows());
      },
      forward_pass->most(mine.count));
  return codes;
}

}  // namespace

void project_job(const ProjectOptions& options, const Context& context) {
  const auto& projection = options.projection;
  require_free_output(options.out, projection.inputs(), context.ranks);
  const auto run = read_trained_run(projection.run, context.ranks);
  require_writable(options.out, context.ranks);
  const OpenedCohort cohort(projection, options.out, context);
  const auto samples = project_samples(projection, cohort.file(), run.model, context.ranks);
  context.say(describe(projection, samples));
  const auto codes = encode_mine(samples, run, context);
  io::write_codes(options.out, cohort.file().index(), codes, context.ranks);
  context.summary(
      fmt::format("{}: codes of {} samples (hidden layers: {}, principal components: {}), from {} of the "
                  "model's {} genes",
                  options.out.string(), samples.count(), codes.layers.size(), codes.pca.columns(),
                  samples.projection().measured().size(), samples.projection().genes()));
}

}  // namespace lampyris::jobs
