// SPDX-License-Identifier: Apache-2.0
#include "src/structure/unseen_structure.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

#include "src/base/random.hpp"
#include "src/statistics/quantile.hpp"
#include "src/structure/cluster_agreement.hpp"
#include "src/structure/distances.hpp"
#include "src/structure/kmeans.hpp"
#include "src/structure/silhouette.hpp"
#include "src/structure/unseen_neighbours.hpp"

namespace lampyris {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
using Samples = std::vector<std::size_t>;
using Hits = std::vector<std::uint64_t>;

double share_of(const Hits& hit) {
  double sum = 0;
  for (const auto value : hit) sum += static_cast<double>(value);
  return hit.empty() ? none : sum / static_cast<double>(hit.size());
}

/// One label, and the samples that have it.
struct Question {
  std::vector<std::size_t> class_of;  // [sample of the representations]
  Samples fitted, unseen;             // with a class
  Labelling clusters;                 // of `unseen`, in its order: classes of two or more
};

Question ask(const Labelling& labelling, const SeenAndUnseen& parts) {
  Question question;
  question.class_of.assign(parts.ties.group_of.size(), 0);
  std::vector<std::string> name_of(parts.ties.group_of.size());
  for (std::size_t i = 0; i < labelling.samples.size(); ++i) {
    question.class_of[labelling.samples[i]] = labelling.of_sample[i];
    name_of[labelling.samples[i]] = labelling.classes[labelling.of_sample[i]];
  }
  std::ranges::set_intersection(parts.fitted, labelling.samples, std::back_inserter(question.fitted));
  std::ranges::set_intersection(parts.unseen, labelling.samples, std::back_inserter(question.unseen));
  question.clusters = make_labelling(labelling.label, name_of, question.unseen);
  return question;
}

/// The groups of some samples, numbered from 0.
std::vector<Samples> groups_of(const Samples& samples, const SeenAndUnseen& parts) {
  std::map<std::size_t, Samples> groups;
  for (std::size_t i = 0; i < samples.size(); ++i) groups[parts.ties.group_of[samples[i]]].push_back(i);
  std::vector<Samples> all;
  for (auto& [group, members] : groups) all.push_back(std::move(members));
  return all;
}

/// Collective. Silhouette, p and agreement of the unseen samples in classes of two or more.
void measure_clusters(UnseenRow& row, const Representation& representation, const Question& question,
                      const SeenAndUnseen& parts, const UnseenOptions& options, const World& world) {
  row.silhouette = row.p = row.nmi = row.ari = none;
  const auto& labelling = question.clusters;
  if (labelling.classes.size() < 2) return;
  Matrix<float> codes(labelling.samples.size(), representation.dimension());
  Samples samples;
  for (std::size_t i = 0; i < labelling.samples.size(); ++i) {
    samples.push_back(question.unseen[labelling.samples[i]]);
    std::ranges::copy(representation.codes.row(samples.back()), codes.row(i).begin());
  }
  const auto distances = euclidean_distances(codes.view(), world);
  row.silhouette = mean_of(silhouettes(distances, labelling.of_sample, labelling.sizes));
  row.p =
      silhouette_p(distances, labelling, parts.ties.of(samples), {options.seed, options.permutations}, world);
  const auto sequence = static_cast<std::uint32_t>(index_of(labelling.label, 0) >> 32);
  const auto clustering = kmeans(codes.view(),
                                 {.clusters = labelling.classes.size(),
                                  .starts = options.starts,
                                  .seed = options.seed,
                                  .sequence = sequence},
                                 world);
  const auto agreed = agreement(labelling.of_sample, clustering.of_sample);
  row.nmi = agreed.nmi;
  row.ari = agreed.ari;
}

/// The difference of two shares of hits, and its interval over draws of groups with replacement.
void compare(UnseenRow& row, const Hits& hit, const Hits& other, const std::vector<Samples>& groups,
             const UnseenOptions& options) {
  row.difference = share_of(hit) - share_of(other);
  row.difference_low = row.difference_high = none;
  if (groups.size() < 2 || options.draws == 0) return;
  std::vector<double> drawn;
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    Random random(options.seed, Stream::resampled_groups,
                  index_of(row.label, static_cast<std::uint32_t>(draw)));
    double sum = 0;
    double count = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (const std::size_t i : groups[random.below(groups.size())]) {
        sum += static_cast<double>(hit[i]) - static_cast<double>(other[i]);
        count += 1;
      }
    }
    drawn.push_back(sum / count);
  }
  row.difference_low = quantile(drawn, 0.025);
  row.difference_high = quantile(drawn, 0.975);
}

std::optional<std::size_t> best_linear(std::span<const UnseenRow> rows,
                                       std::span<const Representation> representations) {
  std::optional<std::size_t> best;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!representations[r].linear) continue;
    const bool better =
        !best || rows[r].fitted_accuracy > rows[*best].fitted_accuracy ||
        (rows[r].fitted_accuracy == rows[*best].fitted_accuracy && rows[r].dimension < rows[*best].dimension);
    if (better) best = r;
  }
  return best;
}

/// Collective. The rows of one label.
std::vector<UnseenRow> analyse_label(std::span<const Representation> representations,
                                     const Labelling& labelling, const SeenAndUnseen& parts,
                                     const UnseenOptions& options, const World& world, Progress& progress) {
  const Question question = ask(labelling, parts);
  const auto groups = groups_of(question.unseen, parts);
  std::vector<UnseenRow> rows;
  std::vector<Hits> hit;
  for (const auto& representation : representations) {
    UnseenRow row;
    row.label = labelling.label;
    row.representation = representation.name;
    row.dimension = representation.dimension();
    row.samples = question.unseen.size();
    row.groups = groups.size();
    row.classes = labelling.classes.size();
    Vote vote{question.fitted,     question.fitted,          question.class_of,
              parts.ties.group_of, labelling.classes.size(), options.neighbours};
    row.fitted_accuracy = share_of(hits(representation.codes.view(), vote, world));
    vote.asked = question.unseen;
    hit.push_back(hits(representation.codes.view(), vote, world));
    row.neighbour_accuracy = share_of(hit.back());
    measure_clusters(row, representation, question, parts, options, world);
    rows.push_back(std::move(row));
    progress.advance(1);
  }
  const auto best = best_linear(rows, representations);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    rows[r].best_linear = best == r;
    if (best) {
      compare(rows[r], hit[r], hit[*best], groups, options);
    } else {
      rows[r].difference = rows[r].difference_low = rows[r].difference_high = none;
    }
  }
  return rows;
}

}  // namespace

std::vector<UnseenRow> analyse_unseen(std::span<const Representation> representations,
                                      std::span<const Labelling> labellings, const SeenAndUnseen& parts,
                                      const UnseenOptions& options, const World& world, Progress& progress) {
  std::vector<UnseenRow> rows;
  for (const auto& labelling : labellings) {
    for (auto& row : analyse_label(representations, labelling, parts, options, world, progress))
      rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace lampyris
