// SPDX-License-Identifier: Apache-2.0
#include "jobs/modules/contrast_input.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "io/cohort/cohort_file.hpp"
#include "io/files/atomic_file.hpp"
#include "io/import/import.hpp"
#include "jobs/settings/config.hpp"
#include "src/base/error.hpp"
#include "src/modules/relabelling.hpp"

namespace lampyris::jobs {
namespace {

Contrast select(const Context& context, const Settings::Contrast& settings, const io::CohortIndex& index) {
  auto contrast = select_contrast(query_of(settings), index.annotation, index.samples);
  const Relabelling relabelling(contrast, context.settings.run.seed);
  context.say(fmt::format("modules: {}: {} cases, {} controls, {} groups", contrast.name, contrast.cases,
                          contrast.controls(), contrast.groups));
  if (relabelling.distinct() < static_cast<double>(context.settings.modules.permutations)) {
    context.say(
        fmt::format("modules: {}: the groups leave {:.0f} different relabellings: no permutation p below "
                    "{:.2g} means anything",
                    contrast.name, relabelling.distinct(), 1 / relabelling.distinct()));
  }
  return contrast;
}

/// This rank's share of the contrast's samples.
std::vector<std::size_t> my_samples(const Context& context, const Contrast& contrast) {
  const Slice mine = mpi::RankWorld(context.ranks).share(contrast.samples.size());
  const auto part = std::span(contrast.samples).subspan(mine.offset, mine.count);
  return {part.begin(), part.end()};
}

PreparedContrast finish(const Context& context, Contrast contrast, Projection projection) {
  const auto clamped = static_cast<double>(context.ranks.sum(projection.clamped));
  const auto values = static_cast<double>(contrast.samples.size() * projection.measured.size());
  return {std::move(contrast), std::move(projection), clamped / values};
}

Contrast select_of_training(const Context& context, const Model& model, const Settings::Contrast& settings,
                            const io::CohortFile& file) {
  if (file.index().genes != model.genes) {
    throw DataError(fmt::format("{}: its genes are not those of model.h5; train again on this cohort",
                                context.training_cohort().string()));
  }
  return select(context, settings, file.index());
}

PreparedContrast prepare_training(const Context& context, const Model& model,
                                  const Settings::Contrast& settings) {
  const io::CohortFile file(context.training_cohort(), context.ranks);
  auto contrast = select_of_training(context, model, settings, file);
  auto projection = scale_samples(model, file.read_samples(my_samples(context, contrast)));
  return finish(context, std::move(contrast), std::move(projection));
}

std::filesystem::path own_cohort(const Context& context, const Settings::Contrast& settings) {
  return context.in_run("cohorts") / (settings.name + ".h5");
}

PreparedContrast prepare_other(const Context& context, const Model& model,
                               const Settings::Contrast& settings) {
  const io::CohortFile file(own_cohort(context, settings), context.ranks);
  auto contrast = select(context, settings, file.index());
  const auto& index = file.index();
  auto values = file.read({0, index.samples.size()}, {0, index.genes.size()});
  auto genes = index.genes;
  if (settings.preprocess == ContrastSteps::training && !model.preprocessing.empty()) {
    values = model.preprocessing.project(genes, values.view(), index.samples, index.annotation);
    genes = model.genes;
  }
  const ProjectionRules rules{settings.standardise, context.settings.modules.max_missing,
                              fmt::format("contrast \"{}\", {}", settings.name, settings.cohort.string())};
  auto projection = project_cohort(model, {genes, values.view()}, my_samples(context, contrast), rules);
  context.say(fmt::format("modules: {}: {} of the model's {} genes measured", settings.name,
                          projection.measured.size(), model.genes.size()));
  return finish(context, std::move(contrast), std::move(projection));
}

}  // namespace

void import_contrast(const Context& context, const Settings::Contrast& settings) {
  if (settings.cohort.empty()) return;
  const auto path = own_cohort(context, settings);
  // A failure is reported by who writes there.
  if (context.ranks.rank() == 0) (void)io::make_directories(path.parent_path());
  context.ranks.barrier();
  const io::ImportRequest request{.inputs = {settings.cohort},
                                  .annotation = settings.annotation,
                                  .ids = settings.ids,
                                  .collapse = word_or_auto(settings.collapse),
                                  .layer = settings.layer,
                                  .gene_field = settings.gene_field};
  const auto progress = context.progress("import " + settings.name, io::import_units(request));
  const auto imported = io::import_cohort(request, path, context.ranks, *progress);
  context.say(fmt::format("modules: {}: {}", settings.name, imported.describe()));
}

void check_contrast(const Context& context, const Model& model, const Settings::Contrast& settings) {
  if (settings.cohort.empty()) {
    const io::CohortFile file(context.training_cohort(), context.ranks);
    (void)select_of_training(context, model, settings, file);
  } else {
    (void)prepare_other(context, model, settings);  // which genes it measures follows from its values
  }
}

PreparedContrast prepare_contrast(const Context& context, const Model& model,
                                  const Settings::Contrast& settings) {
  return settings.cohort.empty() ? prepare_training(context, model, settings)
                                 : prepare_other(context, model, settings);
}

}  // namespace lampyris::jobs
