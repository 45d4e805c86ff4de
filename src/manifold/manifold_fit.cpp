// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/manifold_fit.hpp"

#include <algorithm>
#include <utility>

#include "src/base/error.hpp"
#include "src/manifold/encoder_fit.hpp"
#include "src/manifold/penalty_groups.hpp"
#include "src/manifold/turn_choice.hpp"
#include "src/manifold/turn_fit.hpp"
#include "src/manifold/validation_part.hpp"

namespace lampyris {
namespace {

std::vector<double> widths_of_turn(const ManifoldOptions& options, const std::vector<TurnRecord>& turns,
                                   bool every_code) {
  // With every code a landmark all widths are cheap; else a turn moves by one at most.
  if (turns.empty() || every_code) return options.widths;
  const auto& widths = options.widths;
  const auto last = std::find(widths.begin(), widths.end(), turns.back().choice.width);
  return {last == widths.begin() ? last : std::prev(last), std::min(widths.end(), last + 2)};
}

/// The decoder of a turn and the codes that it was fitted at.
struct TakenTurn {
  KernelExpansion decoder;
  Matrix<float> codes;
};

// Collective. Turns of decoder and codes, up to the best one on the validation samples: a turn that is worse
// may be followed by one that is better.
std::vector<TakenTurn> take_turns(TurnFit& fit, ValidationPart& part, const std::vector<Slice>& groups,
                                  const ManifoldOptions& options, const World& world, ManifoldFit& result,
                                  const OnTurn& on_turn) {
  std::vector<TakenTurn> taken;
  std::size_t best = 0;
  for (std::size_t turn = 0; turn < options.turns && turn <= best + options.patience; ++turn) {
    const auto wanted = without_codes(part.scores(), part.codes());
    TurnRecord record;
    const auto widths = widths_of_turn(options, result.turns, fit.every_code());
    const TurnCandidates candidates{options.kernel, widths, options.penalties, groups};
    const auto errors =
        turn_errors(fit.ridge(), fit.unit(), candidates, {part.codes().view(), wanted.view()}, world);
    record.choice = best_turn(candidates, errors.view());
    const auto decoder = fit.decoder(record.choice, groups);
    record.before = part.r_squared(decoder.objective(), part.codes().view());
    auto refined = part.refined(decoder.objective(), fit.search());
    record.refined = part.r_squared(decoder.objective(), refined.view());
    record.taken = turn == 0 || record.refined > result.turns[best].refined;
    if (record.taken) best = turn;
    result.turns.push_back(record);
    if (on_turn) on_turn(record);
    part.set_codes(std::move(refined));
    taken.push_back({fit.expansion(decoder, record.choice), fit.codes().clone()});
    if (turn + 1 < options.turns) fit.move_codes(decoder);
  }
  taken.resize(best + 1);
  for (std::size_t turn = 0; turn < result.turns.size(); ++turn) result.turns[turn].taken = turn <= best;
  return taken;
}

// Collective. Chooses and fits the encoder of the last turn under which one pass is not below PCA; later
// turns, which the validation samples liked by chance, are given up. The first turn, at PCA's codes, never
// is.
void take_encoder(TurnFit& fit, const ValidationPart& part, std::vector<TakenTurn> taken,
                  const ManifoldOptions& options, const World& world, ManifoldFit& result) {
  const double unit = fit.encoder_unit();
  for (;;) {
    auto& last = taken.back();
    auto ridge = fit.encoder_ridge(last.codes);
    const KernelFeatures<float> features(options.kernel, last.decoder.scale(), last.decoder.landmarks.view());
    const CodeObjective<float> objective(features, last.decoder.weights.view());
    const auto quality = [&](MatrixView<const float> codes) {
      return part.r_squared_alone(objective, codes);
    };
    const auto encoder = choose_encoder(ridge, unit, options, {part.scores(), quality}, world);
    if (encoder.quality < result.pca && taken.size() > 1) {
      result.turns[taken.size() - 1].taken = false;
      taken.pop_back();
      continue;
    }
    result.choice.encoder = encoder.choice;
    result.encoded = encoder.quality;
    result.encoder = fit_encoder(ridge, unit, encoder.choice);
    result.decoder = std::move(last.decoder);
    result.codes = std::move(last.codes);
    break;
  }
  for (std::size_t turn = 0; turn < taken.size(); ++turn)
    result.choice.turns.push_back(result.turns[turn].choice);
}

// Collective. One way: with so many groups of penalties.
ManifoldFit fit_with(std::size_t count, const ScoreShard& training, const ScoreShard& validation,
                     const ManifoldOptions& options, const World& world, const OnTurn& on_turn) {
  TurnFit fit(training, options, world);
  ValidationPart part(validation, options.code, world);
  ManifoldFit result;
  result.pca = part.r_squared_of_pca();
  result.choice.code = options.code;
  result.choice.kernel = options.kernel;
  result.choice.penalty_groups = count;
  const auto groups = penalty_groups(options.code, training.scores.columns(), count);
  auto taken = take_turns(fit, part, groups, options, world, result, on_turn);
  take_encoder(fit, part, std::move(taken), options, world, result);
  return result;
}

// The other fit becomes turns that were not taken.
void append_turns(std::vector<TurnRecord>& turns, std::vector<TurnRecord> others) {
  for (auto& turn : others) turn.taken = false;
  turns.insert(turns.end(), others.begin(), others.end());
}

}  // namespace

double best_refined(const ManifoldFit& fit) {
  double best = fit.pca;
  for (const auto& turn : fit.turns) {
    if (turn.taken) best = turn.refined;
  }
  return best;
}

ManifoldFit fit_manifold(const ScoreShard& training, const ScoreShard& validation,
                         const ManifoldOptions& options, const World& world, const OnTurn& on_turn) {
  if (validation.total == 0) throw DataError("manifold: there is no validation sample to choose by");
  if (options.turns == 0) throw DataError("manifold: at least one turn is needed");
  if (validation.total < options.small_validation) {
    return fit_with(1, training, validation, options, world, on_turn);
  }
  auto best = fit_with(options.penalty_counts.at(0), training, validation, options, world, on_turn);
  for (std::size_t c = 1; c < options.penalty_counts.size() && training.total <= options.every_code; ++c) {
    auto fit = fit_with(options.penalty_counts[c], training, validation, options, world, on_turn);
    if (best_refined(fit) > best_refined(best)) std::swap(fit, best);
    append_turns(best.turns, std::move(fit.turns));
  }
  return best;
}

ManifoldFit refit_manifold(const ScoreShard& fitted, const ManifoldChoice& choice,
                           const ManifoldOptions& options, const World& world) {
  ManifoldOptions taken = options;
  taken.code = choice.code;
  taken.kernel = choice.kernel;
  if (choice.turns.empty()) throw DataError("manifold: at least one turn is needed");
  TurnFit fit(fitted, taken, world);
  const auto groups = penalty_groups(choice.code, fitted.scores.columns(), choice.penalty_groups);
  ManifoldFit result;
  result.choice = choice;
  for (std::size_t turn = 0; turn < choice.turns.size(); ++turn) {
    TurnChoice of_turn = choice.turns[turn];
    // Ends of groups that fell together in one space may not do so in the other.
    of_turn.penalties.resize(groups.size(), of_turn.penalties.back());
    const auto decoder = fit.decoder(of_turn, groups);
    if (turn + 1 < choice.turns.size()) {
      fit.move_codes(decoder);
    } else {
      result.decoder = fit.expansion(decoder, of_turn);
    }
  }
  result.codes = fit.codes().clone();
  auto ridge = fit.encoder_ridge(result.codes);
  result.encoder = fit_encoder(ridge, fit.encoder_unit(), choice.encoder);
  return result;
}

}  // namespace lampyris
