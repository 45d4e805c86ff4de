// SPDX-License-Identifier: Apache-2.0
#include "src/structure/structure_analysis.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/packed.hpp"
#include "src/base/random.hpp"
#include "src/statistics/wilcoxon.hpp"
#include "src/structure/cluster_agreement.hpp"
#include "src/structure/distances.hpp"
#include "src/structure/kmeans.hpp"
#include "src/structure/neighbours.hpp"
#include "src/structure/silhouette.hpp"

namespace lampyris {
namespace {

struct Measured {
  StructureRow row;
  std::vector<double> silhouettes;  // one a sample of the labelling
};

Matrix<float> codes_of(const Matrix<float>& codes, std::span<const std::size_t> samples) {
  Matrix<float> some(samples.size(), codes.columns());
  for (std::size_t i = 0; i < samples.size(); ++i)
    std::ranges::copy(codes.row(samples[i]), some.row(i).begin());
  return some;
}

Measured measure(const Representation& representation, const Matrix<double>& all_distances,
                 const Labelling& labelling, const StructureOptions& options, const World& world) {
  const auto distances = distances_among(all_distances, labelling.samples);
  const auto codes = codes_of(representation.codes, labelling.samples);
  const std::size_t classes = labelling.classes.size();
  Measured measured;
  measured.silhouettes = silhouettes(distances, labelling.of_sample, labelling.sizes);

  auto& row = measured.row;
  row.label = labelling.label;
  row.representation = representation.name;
  row.dimension = representation.dimension();
  row.samples = labelling.samples.size();
  row.classes = classes;
  row.silhouette = mean_of(measured.silhouettes);
  row.by_class = class_means(measured.silhouettes, labelling);
  const auto ties = options.ties.of(labelling.samples);
  row.p = silhouette_p(distances, labelling, ties, {options.seed, options.permutations}, world);
  const auto folds = stratified_folds(labelling, options.folds, options.seed, ties.group_of);
  row.neighbour_accuracy = neighbour_accuracy(distances, labelling, folds, options.neighbours, world);
  const auto sequence = static_cast<std::uint32_t>(index_of(labelling.label, 0) >> 32);
  const auto clustering = kmeans(
      codes.view(),
      {.clusters = classes, .starts = options.starts, .seed = options.seed, .sequence = sequence}, world);
  const auto agreed = agreement(labelling.of_sample, clustering.of_sample);
  row.nmi = agreed.nmi;
  row.ari = agreed.ari;
  return measured;
}

std::string unit_name(const Representation& representation, const Labelling& labelling) {
  return representation.name + "-" + std::to_string(representation.dimension()) + " " + labelling.label;
}

std::string pack(const Measured& measured) {
  const auto& row = measured.row;
  Packer packer;
  packer.add(std::string_view(row.label));
  packer.add(std::string_view(row.representation));
  for (const std::size_t number : {row.dimension, row.samples, row.classes}) packer.add(number);
  for (const double number : {row.silhouette, row.p, row.neighbour_accuracy, row.nmi, row.ari}) {
    packer.add(number);
  }
  packer.add(row.by_class);
  packer.add(measured.silhouettes);
  return packer.bytes();
}

std::optional<Measured> unpack(const std::string* bytes) {
  if (bytes == nullptr) return std::nullopt;
  Measured measured;
  auto& row = measured.row;
  Unpacker unpacker(*bytes);
  bool good = unpacker.get(row.label) && unpacker.get(row.representation);
  for (std::size_t* number : {&row.dimension, &row.samples, &row.classes})
    good = good && unpacker.get(*number);
  for (double* number : {&row.silhouette, &row.p, &row.neighbour_accuracy, &row.nmi, &row.ari}) {
    good = good && unpacker.get(*number);
  }
  good = good && unpacker.get(row.by_class) && unpacker.get(measured.silhouettes) && unpacker.is_empty();
  return good ? std::optional(std::move(measured)) : std::nullopt;
}

// The linear representation with as many dimensions as this one, or the largest below.
std::optional<std::size_t> counterpart(std::span<const Representation> representations,
                                       const Representation& representation) {
  std::optional<std::size_t> best;
  for (std::size_t r = 0; r < representations.size(); ++r) {
    const auto& candidate = representations[r];
    if (!candidate.linear || candidate.dimension() > representation.dimension()) continue;
    if (!best || candidate.dimension() > representations[*best].dimension()) best = r;
  }
  return best;
}

double p_against(std::span<const double> values, std::span<const double> others) {
  std::vector<double> differences(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) differences[i] = values[i] - others[i];
  return wilcoxon_signed_rank(differences).p;
}

}  // namespace

std::vector<StructureRow> analyse_structure(std::span<const Representation> representations,
                                            std::span<const Labelling> labellings,
                                            const StructureOptions& options, const World& world,
                                            Progress& progress, KeptUnits& kept) {
  std::vector<std::vector<Measured>> measured(labellings.size());
  for (const auto& representation : representations) {
    std::optional<Matrix<double>> distances;  // when one label is left that needs them
    for (std::size_t l = 0; l < labellings.size(); ++l) {
      const auto unit = unit_name(representation, labellings[l]);
      auto known = unpack(kept.find(unit));
      if (!known) {
        if (!distances) distances = euclidean_distances(representation.codes.view(), world);
        known = measure(representation, *distances, labellings[l], options, world);
        if (world.share(1).count == 1) kept.keep(unit, pack(*known));  // all ranks have it: one keeps it
      }
      measured[l].push_back(std::move(*known));
      progress.advance(1);
    }
  }
  std::vector<StructureRow> rows;
  for (auto& of_label : measured) {
    for (std::size_t r = 0; r < representations.size(); ++r) {
      auto& row = of_label[r].row;
      const auto other = counterpart(representations, representations[r]);
      row.p_against_linear = representations[r].linear || !other
                                 ? std::numeric_limits<double>::quiet_NaN()
                                 : p_against(of_label[r].silhouettes, of_label[*other].silhouettes);
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace lampyris
