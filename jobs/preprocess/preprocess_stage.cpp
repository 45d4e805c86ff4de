// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/gene_lengths.hpp"
#include "io/run/pipeline_group.hpp"
#include "jobs/preprocess/training_split.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t block_samples = 256;

Pipeline make_pipeline(const Settings::Cohort& settings) {
  StepResources resources;
  if (!settings.gene_lengths.empty()) resources.gene_lengths = io::read_gene_lengths(settings.gene_lengths);
  return {settings.preprocess, resources};
}

Matrix<double> read_double(const io::CohortFile& file, std::span<const std::size_t> samples) {
  const Matrix<float> values = file.read_samples(samples);
  Matrix<double> result(values.rows(), values.columns());
  std::ranges::copy(values.values(), result.values().begin());
  return result;
}

void write_prepared(const Context& context, const RawCohort& raw, const Pipeline& pipeline) {
  const std::size_t count = raw.samples.size();
  io::CohortWriter writer(context.training_cohort(), {raw.samples, pipeline.output_genes(), raw.annotation},
                          fmt::format("cohort.h5 after {}", fmt::join(pipeline.texts(), ", ")),
                          context.ranks);
  const Slice mine = block_part_of(count, block_samples, static_cast<std::size_t>(context.ranks.size()),
                                   static_cast<std::size_t>(context.ranks.rank()));
  const auto progress = context.progress("preprocess", mine.count);
  mpi::agreed(context.ranks, [&] {
    pipeline.apply_in_blocks(raw, mine, block_samples,
                             [&](std::size_t first, MatrixView<const float> values) {
                               writer.write(values, first, 0);
                               progress->advance(values.rows());
                             });
  });
  writer.finish();
}

}  // namespace

void preprocess_stage(const Context& context) {
  const auto& settings = context.settings.cohort;
  if (settings.preprocess.empty()) {
    context.say("preprocess: no steps");
    return;
  }
  Pipeline pipeline = make_pipeline(settings);
  const io::CohortFile file(context.in_run("cohort.h5"), context.ranks);
  const auto& index = file.index();
  const auto progress = context.progress("learn steps", settings.preprocess.size());
  const RawCohort raw{index.samples, index.genes, index.annotation,
                      [&](std::span<const std::size_t> samples) { return read_double(file, samples); }};
  pipeline.fit(raw, training_split(context.settings, index).split, mpi::RankWorld(context.ranks), *progress);
  write_prepared(context, raw, pipeline);
  io::write_pipeline_file(context.in_run("preprocessing.h5"), pipeline, context.ranks);
  context.summary(fmt::format("preprocess: {}: {} of {} genes", fmt::join(settings.preprocess, ", "),
                              pipeline.output_genes().size(), index.genes.size()));
}

}  // namespace lampyris::jobs
