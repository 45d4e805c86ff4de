// SPDX-License-Identifier: Apache-2.0
#include "src/planning/manifold_plan.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "src/manifold/penalty_groups.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "src/pca/leading_directions.hpp"

namespace lampyris {
namespace {

constexpr double wide = sizeof(double);
constexpr double narrow = sizeof(float);
// Of a search for one code, in the mean over five turns; the other is that of many samples.
constexpr double evaluations_to_the_end = 30;
constexpr double evaluations_of_many = 7;

std::size_t parts_of(std::size_t total, std::size_t ranks) {
  return (total + ranks - 1) / std::max<std::size_t>(1, ranks);
}

bool by_folds(const ManifoldQuestion& question) {
  return chooses_by_folds(question.options,
                          {question.training, question.validation, question.validation_groups});
}

/// The numbers of a fit, for formulae.
struct Sizes {
  Sizes(const ManifoldQuestion& question, std::size_t samples)
      : ranks(static_cast<double>(question.ranks)), validation(static_cast<double>(question.validation)) {
    ManifoldQuestion of_fit = question;
    of_fit.training = samples;
    of_fit.validation = 0;
    const auto shape = manifold_shape(of_fit);
    fitted = static_cast<double>(shape.fitted);
    mine = static_cast<double>(shape.mine);
    code = static_cast<double>(shape.code);
    rank = static_cast<double>(shape.rank);
    landmarks = static_cast<double>(shape.landmarks);
    every = shape.landmarks == shape.fitted;
    const auto groups =
        by_folds(question)
            ? 1
            : penalty_groups(shape.code, shape.rank, question.options.penalty_counts[0]).size();
    penalties = static_cast<double>(groups);
  }
  // Of so many units that each are one rank's, those of the rank with the most.
  [[nodiscard]] double share(double units) const { return std::ceil(units / ranks); }

  // Of the search for one code.
  [[nodiscard]] double evaluations() const { return every ? evaluations_to_the_end : evaluations_of_many; }

  double ranks, validation, fitted, mine, code, rank, landmarks, penalties;
  bool every;
};

double finite(const std::vector<double>& penalties) {
  return static_cast<double>(
      std::count_if(penalties.begin(), penalties.end(), [](double x) { return std::isfinite(x); }));
}

// The equations of one kernel, from inputs of so many numbers to so many outputs.
ManifoldWork system_work(const Sizes& s, double inputs, double outputs) {
  ManifoldWork work;
  const double square = s.landmarks * s.landmarks;
  work.products = 2 * square * inputs;
  if (s.every) return work;
  work.products += s.mine * s.landmarks * (s.landmarks + 2 * outputs + inputs);
  work.summed = wide * (square + s.landmarks * outputs);
  return work;
}

// What penalties predict for the validation samples, and the factors that it takes.
ManifoldWork predictions_work(const Sizes& s, double outputs, double penalties) {
  const double square = s.landmarks * s.landmarks;
  ManifoldWork work;
  work.factors = penalties * (square * s.landmarks / 3 + 2 * square * std::min(outputs, s.validation));
  work.products = penalties * 2 * s.validation * s.landmarks * outputs;
  return work;
}

ManifoldWork decoder_work(const Sizes& s) {
  ManifoldWork work = system_work(s, s.code, s.rank);
  const double square = s.landmarks * s.landmarks;
  work.factors =
      s.share(s.penalties) * square * s.landmarks + 2 * square * s.rank / std::min(s.ranks, s.penalties);
  work.summed += wide * s.landmarks * s.rank;
  return work;
}

ManifoldWork move_work(const Sizes& s) {
  ManifoldWork work;
  work.evaluations = s.mine * s.evaluations();
  if (!s.every) work.products = s.mine * s.penalties * 2 * s.landmarks * s.landmarks;
  return work;
}

ManifoldWork choice_work(const ManifoldQuestion& question, const Sizes& s) {
  const auto& options = question.options;
  ManifoldWork work;
  const auto add = [&](const ManifoldWork& one, double times) {
    for (int i = 0; i < static_cast<int>(times); ++i) work += one;
  };
  for (std::size_t turn = 0; turn < options.turns; ++turn) {
    const double widths = turn == 0 || s.every ? static_cast<double>(options.widths.size()) : 3;
    add(system_work(s, s.code, s.rank), widths);
    add(predictions_work(s, s.rank, s.share(finite(options.penalties))), widths);
    add(decoder_work(s), 1);
    work.evaluations += s.share(s.validation) * s.evaluations();
    if (turn + 1 < options.turns) add(move_work(s), 1);
  }
  const double widths =
      s.every ? static_cast<double>(options.encoder_kernels.size() * options.widths.size()) : 6;
  const double penalties = s.share(finite(options.encoder_penalties));
  add(system_work(s, s.rank, s.code), widths);
  add(predictions_work(s, s.code, penalties), widths);
  work.products += widths * penalties * 2 * s.validation * s.landmarks * s.rank / 2;  // decoded, in float
  return work;
}

ManifoldWork refit_work(const ManifoldQuestion& question, const Sizes& s) {
  ManifoldWork work;
  for (std::size_t turn = 0; turn < question.options.turns; ++turn) {
    work += decoder_work(s);
    if (turn + 1 < question.options.turns) work += move_work(s);
  }
  work += system_work(s, s.rank, s.code);
  work.factors += s.landmarks * s.landmarks * (s.landmarks / 3 + 2 * s.code);
  return work;
}

ManifoldWork times(ManifoldWork work, double count) {
  return {work.evaluations * count, work.products * count, work.factors * count, work.summed * count};
}

std::size_t samples_of_refit(const ManifoldQuestion& question) {
  return question.training + (question.refits ? question.validation : 0);
}

ManifoldWork space_work(const ManifoldQuestion& question, std::size_t samples) {
  ManifoldQuestion of_fit = question;
  of_fit.training = samples;
  of_fit.validation = 0;
  const auto shape = manifold_shape(of_fit);
  const auto mine = static_cast<double>(shape.mine);
  const auto n = static_cast<double>(shape.fitted);
  const auto genes = static_cast<double>(question.genes);
  ManifoldWork work;
  if (shape.searched > 0) {
    const auto searched = static_cast<double>(shape.searched);
    const auto my_directions = searched / static_cast<double>(question.ranks);
    work.products = (3 * mine + 4 * my_directions) * genes * searched;
    work.summed = wide * genes * searched;
  } else if (samples <= question.genes) {
    work.products = 2 * mine * n * genes * 2;
    work.factors = 9 * n * n * n;
  } else {
    work.products = mine * genes * genes;
    work.factors = 9 * genes * genes * genes;
  }
  work.products += mine * genes * static_cast<double>(shape.rank);  // scores, in float
  return work;
}

}  // namespace

ManifoldWork& ManifoldWork::operator+=(const ManifoldWork& other) {
  evaluations += other.evaluations;
  products += other.products;
  factors += other.factors;
  summed += other.summed;
  return *this;
}

ManifoldShape manifold_shape(const ManifoldQuestion& question) {
  const PrincipalSpaceOptions space;
  ManifoldShape shape;
  shape.fitted = samples_of_refit(question);
  shape.mine = parts_of(shape.fitted, question.ranks);
  const std::size_t most = std::min(shape.fitted > 0 ? shape.fitted - 1 : 0, question.genes);
  const bool all = std::min(shape.fitted, question.genes) <= space.every_direction;
  shape.searched = all ? 0 : std::min(usual_search(space.directions), most);
  shape.rank = all ? most : std::min(space.directions, most);
  for (const std::size_t code : question.codes) {
    if (2 * code <= shape.rank) shape.code = std::max(shape.code, code);
  }
  shape.landmarks = shape.fitted <= question.options.every_code ? shape.fitted : question.options.landmarks;
  return shape;
}

std::vector<MemoryItem> manifold_memory(const ManifoldQuestion& question) {
  const auto shape = manifold_shape(question);
  const Sizes s(question, samples_of_refit(question));
  const auto genes = static_cast<double>(question.genes);
  const auto searched = static_cast<double>(shape.searched);
  const double square = s.landmarks * s.landmarks;
  constexpr double program = 110e6;
  constexpr double block = 384;  // samples whose products are added up at once

  double components = 0;
  if (searched > 0) {
    components = genes * searched * narrow + 4 * block * genes * wide;
  } else if (shape.fitted <= question.genes) {
    components = 3 * wide * s.fitted * s.fitted + (wide + narrow) * s.rank * genes;
  } else {
    components = 3 * wide * genes * genes;
  }
  const double systems = (s.every ? 2 : 3) * wide * square + 3 * wide * s.landmarks * s.rank;
  const double decoders =
      s.penalties * square * (s.every ? narrow : 2 * wide) + 5 * narrow * s.landmarks * s.rank;
  const double validation = s.validation * (3 * narrow * s.rank + wide * s.rank + 2 * wide * s.landmarks);
  const double codes = s.mine * (2 * narrow * s.rank + 8 * narrow * s.code);
  const double manifold = systems + decoders + validation + codes;
  std::vector<MemoryItem> items{{"samples", s.mine * genes * narrow},
                                {"principal directions", s.rank * genes * narrow}};
  // One after the other.
  if (components > manifold) {
    items.push_back({"search for principal directions", components});
  } else {
    items.push_back({"kernel matrices and their inverses", systems + decoders});
    items.push_back({"scores and codes", validation + codes});
  }
  items.push_back({"program and libraries", program});
  return items;
}

ManifoldWork principal_space_work(const ManifoldQuestion& question) {
  auto work = space_work(question, samples_of_refit(question));
  if (by_folds(question)) {
    const auto folds = static_cast<double>(question.options.folds);
    return work += times(work, std::ceil(folds / static_cast<double>(question.ranks)));
  }
  return question.refits ? work += space_work(question, question.training) : work;
}

ManifoldWork manifold_work(const ManifoldQuestion& question) {
  ManifoldWork work;
  for (const std::size_t code : question.codes) {
    ManifoldQuestion of_code = question;
    of_code.codes = {code};
    if (manifold_shape(of_code).code == 0) continue;
    if (by_folds(question)) {
      of_code.ranks = 1;  // a fold is one rank's
      of_code.options.widths = question.options.fold_widths;
      const auto folds = static_cast<double>(question.options.folds);
      work += times(choice_work(of_code, {of_code, samples_of_refit(question)}),
                    std::ceil(folds / static_cast<double>(question.ranks)));
      continue;
    }
    const Sizes sizes(of_code, question.training);
    const double ways = sizes.every ? static_cast<double>(question.options.penalty_counts.size()) : 1;
    work += times(choice_work(of_code, sizes), ways);
  }
  if (question.refits || by_folds(question)) {
    work += refit_work(question, {question, samples_of_refit(question)});
  }
  return work;
}

double seconds_of(const ManifoldWork& work, const ManifoldRates& rates) {
  return work.evaluations * rates.evaluation + work.products / rates.product + work.factors / rates.factor;
}

}  // namespace lampyris
