// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/manifold_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "src/base/error.hpp"
#include "src/manifold/decoder_fit.hpp"
#include "src/manifold/encoder_fit.hpp"
#include "src/manifold/penalty_groups.hpp"
#include "src/manifold/shard_rows.hpp"
#include "src/manifold/validation_part.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples_moved_at_once = 192;

void require(bool holds, const std::string& message) {
  if (!holds) throw DataError(message);
}

void require_room(const ScoreShard& shard, std::size_t code, std::size_t landmarks) {
  const std::size_t rank = shard.scores.columns();
  require(code > 0, "manifold: the code has no numbers: at least 1");
  require(code < rank,
          fmt::format("manifold: a code of {} needs more than {} principal components, and the fitted "
                      "samples have {}: a smaller code or more samples",
                      code, code, rank));
  require(landmarks > code,
          fmt::format("manifold: a code of {} needs more than {} landmarks, and there are {}", code, code,
                      landmarks));
}

Matrix<float> first_scores(MatrixView<const float> scores, std::size_t code) {
  Matrix<float> codes(scores.rows(), code);
  for (std::size_t i = 0; i < codes.rows(); ++i) std::copy_n(scores.row(i).data(), code, codes.row(i).data());
  return codes;
}

Matrix<float> without_codes(MatrixView<const float> scores, const Matrix<float>& codes) {
  Matrix<float> rest(scores.rows(), scores.columns());
  for (std::size_t i = 0; i < rest.rows(); ++i) {
    std::copy_n(scores.row(i).data(), rest.columns(), rest.row(i).data());
    for (std::size_t j = 0; j < codes.columns(); ++j) rest(i, j) -= codes(i, j);
  }
  return rest;
}

/// Decoder and codes in turn.
class Fit {
 public:
  Fit(const ScoreShard& shard, const ManifoldOptions& options, const World& world)
      : shard_(shard),
        options_(options),
        world_(world),
        chosen_(
            spread_rows(shard.total, shard.total <= options.every_code ? shard.total : options.landmarks)),
        codes_(first_scores(shard.scores, std::min(options.code, shard.scores.columns()))) {
    require_room(shard, options.code, chosen_.size());
    unit_ = median_squared_distance(gather_rows(world, codes_.view(), shard.first, chosen_).view());
    require(std::isfinite(unit_), "manifold: not all scores are finite");
    require(unit_ > 0,
            "manifold: half of the samples or more have one and the same code: the samples do not vary");
  }

  [[nodiscard]] double unit() const { return unit_; }
  [[nodiscard]] bool every_code() const { return chosen_.size() == shard_.total; }

  /// Collective. The equations at the present codes.
  KernelRidge& ridge() {
    if (!ridge_) {
      rest_ = without_codes(shard_.scores, codes_);
      ridge_.emplace(RidgeSamples{codes_.view(), rest_.view(), shard_.first, shard_.total}, chosen_, world_);
    }
    return *ridge_;
  }

  /// Collective. The decoder of a turn at the present codes.
  [[nodiscard]] DecoderFit<float> decoder(const TurnChoice& choice, const std::vector<Slice>& groups) {
    return {ridge(), {options_.kernel, choice.width / unit_}, groups, choice.penalties, world_};
  }

  [[nodiscard]] KernelExpansion expansion(const DecoderFit<float>& decoder, const TurnChoice& choice) {
    KernelExpansion result{options_.kernel, choice.width, unit_, ridge().landmarks().clone(), {}};
    result.weights = decoder.weights().clone();
    return result;
  }

  /// Moves every code to where the decoder without its sample has the least error.
  void move_codes(const DecoderFit<float>& decoder) {
    auto moved = codes_.clone();
    for (std::size_t first = 0; first < codes_.rows(); first += samples_moved_at_once) {
      const std::size_t count = std::min(samples_moved_at_once, codes_.rows() - first);
      const auto scores = shard_.scores.middle_rows(first, count);
      const auto codes = std::as_const(codes_).view().middle_rows(first, count);
      const auto left_out = decoder.left_out(shard_.first + first, codes, scores);
      search_codes<float>(decoder.objective(), {scores, &left_out}, moved.view().middle_rows(first, count),
                          options_.search);
    }
    ridge_.reset();
    codes_ = std::move(moved);
  }

  /// Collective. The equations from scores to the change of the codes.
  [[nodiscard]] KernelRidge encoder_ridge(const Matrix<float>& codes) {
    change_ = without_codes(codes.view(), first_scores(shard_.scores, options_.code));
    return {RidgeSamples{shard_.scores, change_.view(), shard_.first, shard_.total}, chosen_, world_};
  }

  /// Collective. The squared length of the encoder's kernels.
  [[nodiscard]] double encoder_unit() const {
    return median_squared_distance(gather_rows(world_, shard_.scores, shard_.first, chosen_).view());
  }

  [[nodiscard]] const Matrix<float>& codes() const { return codes_; }

 private:
  const ScoreShard& shard_;
  const ManifoldOptions& options_;
  const World& world_;
  std::vector<std::size_t> chosen_;
  Matrix<float> codes_, rest_, change_;
  double unit_ = 0;
  std::optional<KernelRidge> ridge_;
};

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
std::vector<TakenTurn> take_turns(Fit& fit, ValidationPart& part, const std::vector<Slice>& groups,
                                  const ManifoldOptions& options, const World& world, ManifoldFit& result,
                                  const OnTurn& on_turn) {
  std::vector<TakenTurn> taken;
  std::size_t best = 0;
  for (std::size_t turn = 0; turn < options.turns && turn <= best + options.patience; ++turn) {
    const auto wanted = without_codes(part.scores(), part.codes());
    TurnRecord record;
    record.choice = choose_turn(fit.ridge(), options.kernel, fit.unit(),
                                widths_of_turn(options, result.turns, fit.every_code()), options.penalties,
                                groups, {part.codes().view(), wanted.view()}, world);
    const auto decoder = fit.decoder(record.choice, groups);
    record.before = part.r_squared(decoder.objective(), part.codes().view());
    auto refined = part.refined(decoder.objective(), options.search);
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
void take_encoder(Fit& fit, const ValidationPart& part, std::vector<TakenTurn> taken,
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

}  // namespace

ManifoldFit fit_manifold(const ScoreShard& training, const ScoreShard& validation,
                         const ManifoldOptions& options, const World& world, const OnTurn& on_turn) {
  require(validation.total > 0, "manifold: there is no validation sample to choose by");
  require(options.turns > 0, "manifold: at least one turn is needed");
  Fit fit(training, options, world);
  ValidationPart part(validation, options.code, world);
  ManifoldFit result;
  result.pca = part.r_squared_of_pca();
  result.choice.code = options.code;
  result.choice.kernel = options.kernel;
  result.choice.penalty_groups = validation.total < options.small_validation ? 1 : options.penalty_groups;
  const auto groups = penalty_groups(options.code, training.scores.columns(), result.choice.penalty_groups);
  auto taken = take_turns(fit, part, groups, options, world, result, on_turn);
  take_encoder(fit, part, std::move(taken), options, world, result);
  return result;
}

ManifoldFit refit_manifold(const ScoreShard& fitted, const ManifoldChoice& choice,
                           const ManifoldOptions& options, const World& world) {
  ManifoldOptions taken = options;
  taken.code = choice.code;
  taken.kernel = choice.kernel;
  require(!choice.turns.empty(), "manifold: at least one turn is needed");
  Fit fit(fitted, taken, world);
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
