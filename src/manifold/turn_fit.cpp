// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/turn_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "src/base/error.hpp"
#include "src/manifold/code_search.hpp"
#include "src/manifold/shard_rows.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples_moved_at_once = 192;

void require(bool holds, const std::string& message) {
  if (!holds) throw DataError("manifold: " + message);
}

void require_room(const ScoreShard& shard, std::size_t code, std::size_t landmarks) {
  const std::size_t rank = shard.scores.columns();
  require(code > 0, "the code has no numbers: at least 1");
  require(code < rank, fmt::format("a code of {} needs more than {} principal components, and the fitted "
                                   "samples have {}: a smaller code or more samples",
                                   code, code, rank));
  require(landmarks > code,
          fmt::format("a code of {} needs more than {} landmarks, and there are {}", code, code, landmarks));
}

}  // namespace

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

TurnFit::TurnFit(const ScoreShard& shard, const ManifoldOptions& options, const World& world)
    : shard_(shard),
      options_(options),
      world_(world),
      chosen_(spread_rows(shard.total, shard.total <= options.every_code ? shard.total : options.landmarks)),
      codes_(first_scores(shard.scores, std::min(options.code, shard.scores.columns()))) {
  require_room(shard, options.code, chosen_.size());
  unit_ = median_squared_distance(gather_rows(world, codes_.view(), shard.first, chosen_).view());
  require(std::isfinite(unit_), "not all scores are finite");
  require(unit_ > 0, "half of the samples or more have one and the same code: the samples do not vary");
}

KernelRidge& TurnFit::ridge() {
  if (!ridge_) {
    rest_ = without_codes(shard_.scores, codes_);
    ridge_.emplace(RidgeSamples{codes_.view(), rest_.view(), shard_.first, shard_.total}, chosen_, world_);
  }
  return *ridge_;
}

DecoderFit<float> TurnFit::decoder(const TurnChoice& choice, const std::vector<Slice>& groups) {
  return {ridge(), {options_.kernel, choice.width / unit_}, groups, choice.penalties, world_};
}

KernelExpansion TurnFit::expansion(const DecoderFit<float>& decoder, const TurnChoice& choice) {
  KernelExpansion result{options_.kernel, choice.width, unit_, ridge().landmarks().clone(), {}};
  result.weights = decoder.weights().clone();
  return result;
}

void TurnFit::move_codes(const DecoderFit<float>& decoder) {
  auto moved = codes_.clone();
  for (std::size_t first = 0; first < codes_.rows(); first += samples_moved_at_once) {
    const std::size_t count = std::min(samples_moved_at_once, codes_.rows() - first);
    const auto scores = shard_.scores.middle_rows(first, count);
    const auto codes = std::as_const(codes_).view().middle_rows(first, count);
    const auto left_out = decoder.left_out(shard_.first + first, codes, scores);
    search_codes<float>(decoder.objective(), {scores, &left_out}, moved.view().middle_rows(first, count),
                        search());
  }
  ridge_.reset();
  codes_ = std::move(moved);
}

KernelRidge TurnFit::encoder_ridge(const Matrix<float>& codes) {
  change_ = without_codes(codes.view(), first_scores(shard_.scores, options_.code));
  return {RidgeSamples{shard_.scores, change_.view(), shard_.first, shard_.total}, chosen_, world_};
}

double TurnFit::encoder_unit() const {
  return median_squared_distance(gather_rows(world_, shard_.scores, shard_.first, chosen_).view());
}

}  // namespace lampyris
