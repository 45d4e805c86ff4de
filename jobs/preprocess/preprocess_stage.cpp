// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

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

template <class To, class From>
Matrix<To> converted(const Matrix<From>& values) {
  Matrix<To> result(values.rows(), values.columns());
  std::ranges::transform(values.values(), result.values().begin(),
                         [](From value) { return static_cast<To>(value); });
  return result;
}

void write_prepared(const Context& context, const io::CohortFile& raw, const Pipeline& pipeline) {
  const auto& index = raw.index();
  const Slice all{0, index.genes.size()};
  io::CohortWriter writer(
      context.training_cohort(), {index.samples, pipeline.output_genes(), index.annotation},
      fmt::format("cohort.h5 after {}", fmt::join(pipeline.texts(), ", ")), context.ranks);
  const Slice mine =
      block_part_of(index.samples.size(), block_samples, static_cast<std::size_t>(context.ranks.size()),
                    static_cast<std::size_t>(context.ranks.rank()));
  const auto progress = context.progress("preprocess", mine.count);
  mpi::agreed(context.ranks, [&] {
    for (std::size_t first = mine.offset; first < mine.end(); first += block_samples) {
      const Slice block{first, std::min(block_samples, mine.end() - first)};
      std::vector<std::size_t> samples(block.count);
      for (std::size_t i = 0; i < block.count; ++i) samples[i] = first + i;
      const auto values =
          pipeline.apply(converted<double>(raw.read(block, all)), samples, index.samples, index.annotation);
      const auto rounded = converted<float>(values);
      writer.write(rounded.view(), first, 0);
      progress->advance(block.count);
    }
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
  const io::CohortFile raw(context.in_run("cohort.h5"), context.ranks);
  const auto& index = raw.index();
  const auto progress = context.progress("learn steps", settings.preprocess.size());
  const auto read = [&](std::span<const std::size_t> samples) {
    return converted<double>(raw.read_samples(samples));
  };
  pipeline.fit({index.samples, index.genes, index.annotation, read}, training_split(context.settings, index),
               mpi::RankWorld(context.ranks), *progress);
  write_prepared(context, raw, pipeline);
  io::write_pipeline_file(context.in_run("preprocessing.h5"), pipeline, context.ranks);
  context.summary(fmt::format("preprocess: {}: {} of {} genes", fmt::join(settings.preprocess, ", "),
                              pipeline.output_genes().size(), index.genes.size()));
}

}  // namespace lampyris::jobs
