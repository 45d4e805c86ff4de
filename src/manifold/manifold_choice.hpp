// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "src/manifold/code_search.hpp"
#include "src/manifold/kernel.hpp"

namespace lampyris {

/// The penalty under which nothing is added to PCA.
constexpr double no_manifold = std::numeric_limits<double>::infinity();

/// How a manifold is fitted, and what is chosen from.
struct ManifoldOptions {
  std::size_t code = 64;     ///< k
  std::size_t turns = 5;     ///< of decoder and codes, at most
  std::size_t patience = 2;  ///< turns in a row that are not better before they end
  std::vector<std::size_t> penalty_counts{
      6, 1};  ///< of groups: the best on the validation samples, the first beyond `every_code`
  std::size_t small_validation = 50;  ///< validation samples below which one penalty is chosen
  std::size_t small_groups = 10;      ///< groups of validation samples below which folds choose instead
  std::size_t folds = 10;             ///< of a choice by cross-validation, at most
  double standard_errors = 1;         ///< that it must be better than PCA by
  double tie = 1;                     ///< standard errors that a narrower kernel may be worse by
  std::size_t every_code = 4000;      ///< fitted samples up to which each is a landmark
  std::size_t landmarks = 2048;       ///< how many are, beyond
  Kernel kernel = Kernel::matern32;   ///< of the decoder
  std::vector<double> widths{.03, .1, .3, 1, 3, 10};  ///< rising; later turns try the last one's neighbours
  std::vector<double> fold_widths{.03, .1, .3, 1, 3, 10, 30, 100};  ///< the same by cross-validation
  std::vector<double> penalties{.003, .01, .03, .1, .3, 1, 3, 10, 100, no_manifold};  ///< rising
  std::vector<Kernel> encoder_kernels{Kernel::matern32, Kernel::rbf};                 ///< tried in this order
  std::vector<double> encoder_penalties{.0003, .001, .003, .01, .03, .1,
                                        .3,    1,    3,    10,  100, no_manifold};  ///< rising
  CodeSearchOptions search{};    ///< of fitted and validation codes
  double many_tolerance = 1e-3;  ///< of that search, beyond `every_code`, where it takes most of the time
};

/// The samples that there are to choose by.
struct ChoiceSamples {
  std::size_t training = 0;           ///< fitted while it is chosen
  std::size_t validation = 0;         ///< that choose
  std::size_t validation_groups = 0;  ///< of them: donors, studies
};

/// Whether these are so few samples, or of so few groups, that they choose badly and cross-validation over
/// the groups of both parts is better; for few groups, as long as every sample is a landmark.
[[nodiscard]] inline bool chooses_by_folds(const ManifoldOptions& options, const ChoiceSamples& samples) {
  const bool few = samples.training + samples.validation <= options.every_code;
  return samples.validation < options.small_validation ||
         (few && samples.validation_groups < options.small_groups);
}

/// The search for codes where so many samples are fitted.
[[nodiscard]] inline CodeSearchOptions search_for(const ManifoldOptions& options, std::size_t fitted) {
  CodeSearchOptions search = options.search;
  if (fitted > options.every_code) search.tolerance = std::max(search.tolerance, options.many_tolerance);
  return search;
}

/// The choice of one turn on the validation samples.
struct TurnChoice {
  double width = 1;               ///< of the decoder's kernel
  std::vector<double> penalties;  ///< one a group
};

/// The choice of the encoder on the validation samples.
struct EncoderChoice {
  Kernel kernel = Kernel::matern32;  ///< of scores
  double width = 1;                  ///< of the kernel
  double penalty = no_manifold;      ///< under no_manifold, codes are PCA's
};

/// All that is chosen, and that the fit on training and validation samples takes over.
struct ManifoldChoice {
  std::size_t code = 0;              ///< k
  Kernel kernel = Kernel::matern32;  ///< of the decoder
  std::size_t penalty_groups = 1;    ///< as asked of penalty_groups()
  std::vector<TurnChoice> turns;     ///< those that were taken
  EncoderChoice encoder;             ///< of the last of them
};

/// Whether it is PCA itself: nothing was better.
[[nodiscard]] inline bool is_pca(const ManifoldChoice& choice) {
  return std::ranges::all_of(choice.turns, [](const TurnChoice& turn) {
    return std::ranges::all_of(turn.penalties, [](double x) { return x == no_manifold; });
  });
}

/// How good a turn was: R² over all genes of the validation samples.
struct TurnRecord {
  TurnChoice choice;   ///< of the turn
  double before = 0;   ///< with the codes of the turn before, PCA's at first
  double refined = 0;  ///< with codes refined by this turn's decoder
  bool taken = true;   ///< whether it is one of the turns up to the best one
};

}  // namespace lampyris
