// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/scaled_samples.hpp"
#include "io/run/latent_file.hpp"
#include "io/run/map_table.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pca_file.hpp"
#include "io/run/structure_tables.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/structure/codes.hpp"

namespace lampyris::jobs {
namespace {

struct Chosen {
  std::vector<std::size_t> samples;
  std::vector<Labelling> labellings;  // of these samples
};

Chosen choose(const Context& context, const Annotation& annotation) {
  const auto& settings = context.settings.structure;
  const auto labels = choose_labels(annotation, settings.labels);
  if (labels.empty())
    context.say("structure: no annotation column has 2 to 40 classes, so no label is measured");
  auto [samples, labelled] =
      choose_samples(annotation, labels, settings.max_samples, context.settings.run.seed);
  if (samples.size() < labelled) {
    context.say(fmt::format("structure: {} of {} labelled samples drawn at random (structure.max_samples)",
                            samples.size(), labelled));
  }
  Chosen chosen{std::move(samples), {}};
  for (const auto& label : labels) {
    auto labelling = make_labelling(label, annotation.column(label), chosen.samples);
    if (labelling.lone_classes > 0) {
      context.say(fmt::format("structure: {}: {} classes of a single sample are left out", label,
                              labelling.lone_classes));
    }
    if (labelling.classes.size() >= 2) {
      chosen.labellings.push_back(std::move(labelling));
    } else {
      context.say(fmt::format(
          "structure: {}: not measured: fewer than two classes are left among the samples drawn", label));
    }
  }
  return chosen;
}

Codes encode_mine(const io::ScaledSamples& samples, Slice mine, const Encoders& encoders) {
  auto codes = make_codes(mine.count, encoders.model.architecture(), encoders.pca.dimension());
  samples.for_each_block(
      mine,
      [&](std::size_t first, MatrixView<const float> scaled) { encode_into(codes, first, scaled, encoders); },
      encoders.forward_pass.most(mine.count));
  return codes;
}

void say_label(const Context& context, const std::string& label, const std::vector<StructureRow>& rows) {
  std::vector<std::string> texts;
  for (const auto& row : rows) {
    if (row.label != label) continue;
    const std::string name =
        row.representation == "pca" ? fmt::format("PCA-{}", row.dimension) : row.representation;
    texts.push_back(fmt::format("{} {:.3f} (p {:.2g}, 5-NN {:.3f})", name, row.silhouette, row.p,
                                row.neighbour_accuracy));
  }
  context.summary(fmt::format("silhouette of {}: {}", label, fmt::join(texts, "; ")));
}

}  // namespace

void structure_stage(const Context& context) {
  const io::CohortFile cohort(context.training_cohort(), context.ranks);
  const Model model = io::read_model(context.in_run("model.h5"), context.ranks);
  const auto stored = io::read_pca(context.in_run("pca.h5"), context.ranks);
  io::require_same_genes(cohort, model.genes, "model.h5");
  io::require_same_genes(cohort, stored.genes, "pca.h5");
  const auto& index = cohort.index();
  const Chosen chosen = choose(context, index.annotation);

  const mpi::RankWorld world(context.ranks);
  const auto& settings = context.settings.structure;
  const auto dimensions =
      comparison_dimensions(settings.pca, model.autoencoder.architecture(), stored.pca.components.rows());
  const PcaProjection pca(stored.pca, stored.pca.components.rows());
  const auto samples = io::all_samples(cohort, model.scaling);
  const auto forward_pass =
      mpi::make_forward_pass(context.settings.compute.grid, model.genes.size(), context.ranks);
  const Codes codes = encode_mine(samples, world.share(samples.count()), {*forward_pass, model, pca});
  const auto gathered = gather_codes(codes, model, samples.count(), chosen.samples, dimensions, world);

  const auto progress =
      context.progress("structure", chosen.labellings.size() * gathered.representations.size());
  const auto kept = context.kept_units();
  const auto rows = analyse_structure(
      gathered.representations, chosen.labellings,
      {.seed = context.settings.run.seed, .permutations = settings.permutations}, world, *progress, *kept);

  io::write_codes(context.in_run("latent.h5ad"), index, codes, context.ranks);
  io::write_map(context.in_run("map.tsv"), index.samples, gathered.planes, context.ranks);
  io::write_structure_classes(context.in_run("structure_classes.tsv"), rows, chosen.labellings,
                              context.ranks);
  io::write_structure(context.in_run("structure.tsv"), rows, context.ranks);
  for (const auto& labelling : chosen.labellings) say_label(context, labelling.label, rows);
}

}  // namespace lampyris::jobs
