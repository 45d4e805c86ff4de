// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/fold_choice.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/progress.hpp"
#include "src/manifold/encoder_fit.hpp"
#include "src/manifold/group_folds.hpp"
#include "src/manifold/penalty_groups.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "src/manifold/turn_choice.hpp"
#include "src/manifold/turn_fit.hpp"
#include "src/manifold/validation_part.hpp"

namespace lampyris {
namespace {

const SingleWorld alone;

Matrix<float> rows_of(const Matrix<float>& matrix, const std::vector<std::size_t>& rows) {
  Matrix<float> some(rows.size(), matrix.columns());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(matrix.row(rows[i]), some.row(i).begin());
  return some;
}

/// The samples of a fold on both sides, in the principal space of those that are fitted.
struct FoldScores {
  FoldScores(const GroupedSamples& samples, const GroupFolds& folds, std::size_t fold) {
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < folds.of_sample.size(); ++i) {
      (folds.of_sample[i] == fold ? outside : inside).push_back(i);
    }
    const auto values = rows_of(samples.scores, inside);
    NoProgress silent;
    const auto space = fit_principal_space({values.view(), 0, values.rows()}, {}, alone, silent);
    fitted = scores_of(space, values.view());
    unseen = scores_of(space, rows_of(samples.scores, outside).view());
  }
  static ScoreShard shard(const Scores& scores) {
    return {scores.values.view(), scores.squares, 0, scores.squares.size()};
  }
  std::vector<std::size_t> outside;  // places of the unseen ones among all
  Scores fitted, unseen;
};

/// The fit of a fold.
class Fold {
 public:
  Fold(FoldScores scores, const ManifoldOptions& options)
      : options_(options),
        scores_(std::move(scores)),
        shard_(FoldScores::shard(scores_.fitted)),
        groups_(penalty_groups(options.code, shard_.scores.columns(), 1)),
        fit_(shard_, options, alone),
        part_(FoldScores::shard(scores_.unseen), options.code, alone) {}
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  [[nodiscard]] const ValidationPart& part() const { return part_; }

  /// (widths · penalties) × 1 of the coming turn.
  [[nodiscard]] Matrix<double> turn_candidates() {
    const auto wanted = without_codes(part_.scores(), part_.codes());
    return turn_errors(fit_.ridge(), fit_.unit(), candidates(), {part_.codes().view(), wanted.view()}, alone);
  }

  /// Takes a turn. Errors of unseen samples with the codes of the turn before go to `before`, of refined ones
  /// to `refined`.
  void take(const TurnChoice& choice, std::span<double> before, std::span<double> refined) {
    const auto decoder = fit_.decoder(choice, groups_);
    const auto& objective = decoder.objective();
    spread(part_.errors_alone(objective, part_.codes().view()), before);
    auto codes = part_.refined(objective, options_.search);
    spread(part_.errors_alone(objective, codes.view()), refined);
    part_.set_codes(std::move(codes));
    turns_.push_back({fit_.expansion(decoder, choice), fit_.codes().clone()});
    fit_.move_codes(decoder);
  }

  /// Minus the squared error of the unseen samples under every encoder to a turn's codes.
  [[nodiscard]] std::vector<double> encoder_candidates(std::size_t turn) {
    const auto& [decoder, codes] = turns_[turn];
    auto ridge = fit_.encoder_ridge(codes);
    const KernelFeatures<float> features(options_.kernel, decoder.scale(), decoder.landmarks.view());
    const CodeObjective<float> objective(features, decoder.weights.view());
    const auto quality = [&](MatrixView<const float> some) {
      const auto errors = part_.errors_alone(objective, some);
      return -std::accumulate(errors.begin(), errors.end(), 0.0);
    };
    return encoder_qualities(ridge, fit_.encoder_unit(), options_, {part_.scores(), quality}, alone);
  }

  /// Puts values of the unseen samples to their places among all.
  void spread(const std::vector<double>& values, std::span<double> all) const {
    for (std::size_t i = 0; i < values.size(); ++i) all[scores_.outside[i]] = values[i];
  }

 private:
  [[nodiscard]] TurnCandidates candidates() const {
    return {options_.kernel, options_.widths, options_.penalties, groups_};
  }

  struct Turn {
    KernelExpansion decoder;
    Matrix<float> codes;
  };

  const ManifoldOptions& options_;
  FoldScores scores_;
  ScoreShard shard_;
  std::vector<Slice> groups_;
  TurnFit fit_;
  ValidationPart part_;
  std::vector<Turn> turns_;
};

/// All folds, of which each rank has some.
class Folds {
 public:
  Folds(const GroupedSamples& samples, const ManifoldOptions& options, const World& world)
      : samples_(samples),
        options_(options),
        world_(world),
        folds_(group_folds(samples.groups, options.folds)),
        mine_(world.share(folds_.count)) {
    if (folds_.count < 2) {
      throw DataError("manifold: a choice by cross-validation needs two groups of samples, and there is one");
    }
    for (std::size_t f = mine_.offset; f < mine_.end(); ++f) {
      own_.push_back(std::make_unique<Fold>(FoldScores(samples, folds_, f), options));
    }
    squares_ =
        of_samples([](const Fold& fold, std::span<double> all) { fold.spread(fold.part().squares(), all); });
    pca_ = of_samples(
        [](const Fold& fold, std::span<double> all) { fold.spread(fold.part().errors_of_pca(), all); });
  }

  [[nodiscard]] double r_squared_of_pca() const { return r_squared(pca_); }
  [[nodiscard]] bool better_than_pca(const std::vector<double>& errors) const {
    return clearly_less(errors, pca_, samples_.groups, options_.standard_errors);
  }

  /// Collective. Takes the best turn over all folds; gives the errors of refined codes.
  std::vector<double> take_turn(TurnRecord& record) {
    const std::vector<Slice> one{{0, samples_.scores.columns()}};
    const TurnCandidates candidates{options_.kernel, options_.widths, options_.penalties, one};
    const auto errors = by_fold(options_.widths.size() * options_.penalties.size(), [](Fold& fold) {
      const auto of_fold = fold.turn_candidates();
      return std::vector<double>(of_fold.values().begin(), of_fold.values().end());
    });
    record.choice = narrowest(candidates, errors);
    std::vector<double> before(samples_.groups.size());
    std::vector<double> refined(before.size());
    for (const auto& fold : own_) fold->take(record.choice, before, refined);
    world_.sum(before);  // each sample is one rank's, and zero elsewhere
    world_.sum(refined);
    record.before = r_squared(before);
    record.refined = r_squared(refined);
    return refined;
  }

  /// Collective. The best encoder to the codes of a turn, with R² as its quality.
  [[nodiscard]] ChosenEncoder encoder(std::size_t turn) {
    const std::size_t count =
        options_.encoder_kernels.size() * options_.widths.size() * options_.encoder_penalties.size();
    auto best = best_encoder(
        options_, sums_of(by_fold(count, [&](Fold& fold) { return fold.encoder_candidates(turn); })));
    best.quality = 1 + best.quality / std::accumulate(squares_.begin(), squares_.end(), 0.0);
    return best;
  }

 private:
  template <class Fill>
  [[nodiscard]] std::vector<double> of_samples(Fill fill) const {
    std::vector<double> all(samples_.groups.size());
    for (const auto& fold : own_) fill(*fold, std::span(all));
    world_.sum(all);
    return all;
  }

  // The narrowest kernel that is not clearly worse than the best: away from the fitted samples it leaves PCA
  // as it is, which the few samples that are unlike the others are better off with.
  [[nodiscard]] TurnChoice narrowest(const TurnCandidates& candidates, const Matrix<double>& errors) const {
    const auto sums = sums_of(errors);
    Matrix<double> column(sums.size(), 1);
    std::ranges::copy(sums, column.values().begin());
    const TurnChoice best = best_turn(candidates, std::as_const(column).view());
    const auto of_best = of_folds(errors, candidates, best);
    std::vector<std::size_t> folds(errors.rows());
    std::iota(folds.begin(), folds.end(), std::size_t{0});
    for (std::size_t w = candidates.widths.size(); w-- > 0 && candidates.widths[w] > best.width;) {
      const std::vector<double> one{candidates.widths[w]};
      const TurnCandidates of_width{candidates.kernel, one, candidates.penalties, candidates.groups};
      const std::size_t penalties = candidates.penalties.size();
      const auto choice =
          best_turn(of_width, MatrixView<const double>(column.row(w * penalties).data(), penalties, 1, 1));
      if (!clearly_less(of_best, of_folds(errors, candidates, choice), folds, options_.tie)) return choice;
    }
    return best;
  }

  // The error of a choice in each fold.
  [[nodiscard]] static std::vector<double> of_folds(const Matrix<double>& errors,
                                                    const TurnCandidates& candidates,
                                                    const TurnChoice& choice) {
    const auto place = [](const std::vector<double>& values, double value) {
      return static_cast<std::size_t>(std::ranges::find(values, value) - values.begin());
    };
    const std::size_t column = place(candidates.widths, choice.width) * candidates.penalties.size() +
                               place(candidates.penalties, choice.penalties[0]);
    std::vector<double> result(errors.rows());
    for (std::size_t f = 0; f < result.size(); ++f) result[f] = errors(f, column);
    return result;
  }

  // Collective. Folds × count.
  template <class Values>
  [[nodiscard]] Matrix<double> by_fold(std::size_t count, Values values) {
    Matrix<double> all(folds_.count, count);
    for (std::size_t f = 0; f < own_.size(); ++f) {
      std::ranges::copy(values(*own_[f]), all.row(mine_.offset + f).begin());
    }
    gather_shares(world_, all.values(), count);
    return all;
  }

  // Sums in the order of the folds.
  [[nodiscard]] static std::vector<double> sums_of(const Matrix<double>& of_folds) {
    std::vector<double> sums(of_folds.columns());
    for (std::size_t f = 0; f < of_folds.rows(); ++f) {
      std::ranges::transform(sums, of_folds.row(f), sums.begin(), std::plus<>());
    }
    return sums;
  }

  [[nodiscard]] double r_squared(const std::vector<double>& errors) const {
    return 1 - std::accumulate(errors.begin(), errors.end(), 0.0) /
                   std::accumulate(squares_.begin(), squares_.end(), 0.0);
  }

  const GroupedSamples& samples_;
  const ManifoldOptions& options_;
  const World& world_;
  GroupFolds folds_;
  Slice mine_;
  std::vector<std::unique_ptr<Fold>> own_;
  std::vector<double> squares_, pca_;  // of each sample
};

}  // namespace

FoldChoice choose_by_folds(const GroupedSamples& samples, const ManifoldOptions& asked, const World& world,
                           const OnFoldTurn& on_turn) {
  ManifoldOptions options = asked;
  options.widths = asked.fold_widths;
  if (options.turns == 0) throw DataError("manifold: at least one turn is needed");
  Folds folds(samples, options, world);
  FoldChoice result;
  result.choice = {options.code, options.kernel, 1, {}, {}};
  result.pca = folds.r_squared_of_pca();
  std::size_t best = 0;
  bool clear = false;
  for (std::size_t turn = 0; turn < options.turns && turn <= best + options.patience; ++turn) {
    TurnRecord record;
    const auto errors = folds.take_turn(record);
    if (turn == 0 || record.refined > result.turns[best].refined) {
      best = turn;
      clear = folds.better_than_pca(errors);
    }
    result.turns.push_back(record);
    if (on_turn) on_turn(record);
  }
  for (std::size_t turn = 0; turn < result.turns.size(); ++turn) {
    result.turns[turn].taken = clear && turn <= best;
    if (result.turns[turn].taken) result.choice.turns.push_back(result.turns[turn].choice);
  }
  result.refined = clear ? result.turns[best].refined : result.pca;
  result.encoded = result.pca;
  if (clear) {
    const auto encoder = folds.encoder(best);
    result.choice.encoder = encoder.choice;
    result.encoded = encoder.quality;
  } else {
    result.choice.turns.push_back({options.widths.back(), {no_manifold}});
  }
  return result;
}

std::size_t least_fitted(const std::vector<std::size_t>& groups, std::size_t most) {
  const auto folds = group_folds(groups, most);
  std::vector<std::size_t> sizes(folds.count);
  for (const std::size_t fold : folds.of_sample) ++sizes[fold];
  return groups.size() - (sizes.empty() ? 0 : std::ranges::max(sizes));
}

}  // namespace lampyris
