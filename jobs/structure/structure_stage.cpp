// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
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
#include "jobs/preprocess/training_split.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/cohort/labels.hpp"
#include "src/structure/codes.hpp"
#include "src/structure/unseen_structure.hpp"

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

SampleTies ties_of(const Context& context, const io::CohortIndex& cohort,
                   const std::vector<std::size_t>& chosen) {
  SampleTies ties{training_split(context.settings, cohort).groups, {}};
  const auto& blocks = context.settings.structure.blocks;
  if (!blocks.empty()) {
    (void)cohort.annotation.column(blocks, "structure.blocks");
    ties.block_of = make_groups(cohort.annotation, blocks, cohort.samples.size()).of_sample;
  }
  return ties.of(chosen);
}

/// Which of the chosen samples the model was not fitted to: the test part, or, without one, a validation part
/// that was not fitted, either.
SeenAndUnseen parts_of(const Model& model, const std::vector<std::size_t>& chosen, SampleTies ties) {
  const auto fitted = model.fitted_parts();
  const auto is_fitted = [&](SamplePart part) { return std::ranges::find(fitted, part) != fitted.end(); };
  const bool has_test = std::ranges::find(model.parts, SamplePart::test) != model.parts.end();
  const SamplePart unseen = has_test ? SamplePart::test : SamplePart::validation;
  SeenAndUnseen parts;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const SamplePart part = model.parts[chosen[i]];
    if (is_fitted(part)) {
      parts.fitted.push_back(i);
    } else if (part == unseen) {
      parts.unseen.push_back(i);
    }
  }
  parts.ties = std::move(ties);
  return parts;
}

/// Collective. Measures the samples that the model was not fitted to, and writes structure_unseen.tsv.
void measure_unseen(const Context& context, const Chosen& chosen, const SeenAndUnseen& parts,
                    std::span<const Representation> representations) {
  if (parts.unseen.empty() || chosen.labellings.empty()) {
    context.say("structure: no sample with a label is outside of what was fitted: no structure_unseen.tsv");
    return;
  }
  const mpi::RankWorld world(context.ranks);
  const auto progress =
      context.progress("structure of unseen samples", chosen.labellings.size() * representations.size());
  const auto rows = analyse_unseen(
      representations, chosen.labellings, parts,
      {.seed = context.settings.run.seed, .permutations = context.settings.structure.permutations}, world,
      *progress);
  io::write_unseen_structure(context.in_run("structure_unseen.tsv"), rows, context.ranks);
  for (const auto& row : rows) {
    if (row.representation == "pca" && !row.best_linear) continue;
    context.summary(fmt::format(
        "unseen samples, {}: {} 5-NN {:.3f}, NMI {:.3f}", row.label,
        row.representation == "pca" ? fmt::format("best PCA ({})", row.dimension) : row.representation,
        row.neighbour_accuracy, row.nmi));
  }
}

void say_label(const Context& context, const std::string& label, const std::vector<StructureRow>& rows) {
  std::vector<std::string> texts;
  for (const auto& row : rows) {
    if (row.label != label) continue;
    const std::string name =
        row.representation == "pca" ? fmt::format("PCA-{}", row.dimension) : row.representation;
    const std::string p = std::isnan(row.p) ? "no p" : fmt::format("p {:.2g}", row.p);
    texts.push_back(
        fmt::format("{} {:.3f} ({}, 5-NN {:.3f})", name, row.silhouette, p, row.neighbour_accuracy));
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
  auto all_dimensions = dimensions;
  for (const auto dimension : candidate_dimensions(dimensions, stored.pca.components.rows()))
    all_dimensions.push_back(dimension);
  auto gathered = gather_codes(codes, model, samples.count(), chosen.samples, all_dimensions, world);
  const auto ties = ties_of(context, index, chosen.samples);

  const auto compared = std::span(gathered.representations).first(codes.layers.size() + dimensions.size());
  const auto progress = context.progress("structure", chosen.labellings.size() * compared.size());
  const auto kept = context.kept_units();
  const auto rows = analyse_structure(
      compared, chosen.labellings,
      {.seed = context.settings.run.seed, .permutations = settings.permutations, .ties = ties}, world,
      *progress, *kept);

  io::write_codes(context.in_run("latent.h5ad"), index, codes, context.ranks);
  io::write_map(context.in_run("map.tsv"), index.samples, gathered.planes, context.ranks);
  io::write_structure_classes(context.in_run("structure_classes.tsv"), rows, chosen.labellings,
                              context.ranks);
  io::write_structure(context.in_run("structure.tsv"), rows, context.ranks);
  for (const auto& labelling : chosen.labellings) say_label(context, labelling.label, rows);
  std::ranges::stable_sort(gathered.representations, {},
                           [](const auto& one) { return one.linear ? one.dimension() : 0; });
  measure_unseen(context, chosen, parts_of(model, chosen.samples, ties), gathered.representations);
}

}  // namespace lampyris::jobs
