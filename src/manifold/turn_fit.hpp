// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/decoder_fit.hpp"
#include "src/manifold/kernel_expansion.hpp"
#include "src/manifold/kernel_ridge.hpp"
#include "src/manifold/manifold_choice.hpp"
#include "src/manifold/score_shard.hpp"

namespace lampyris {

/// The first k of n × R scores, PCA's codes: n × k.
[[nodiscard]] Matrix<float> first_scores(MatrixView<const float> scores, std::size_t code);

/// Gives n × R scores less codes, n × k.
[[nodiscard]] Matrix<float> without_codes(MatrixView<const float> scores, const Matrix<float>& codes);

/// Decoder and codes of fitted samples, one after the other. Refers to the samples, the options and the
/// world.
class TurnFit {
 public:
  /// Collective. Begins with the codes of PCA. Throws DataError as fit_manifold.
  TurnFit(const ScoreShard& shard, const ManifoldOptions& options, const World& world);

  /// The squared length of the decoder's kernel.
  [[nodiscard]] double unit() const { return unit_; }
  /// Whether each fitted sample is a landmark.
  [[nodiscard]] bool every_code() const { return chosen_.size() == shard_.total; }
  /// How codes are searched for.
  [[nodiscard]] CodeSearchOptions search() const { return search_for(options_, shard_.total); }
  /// The present codes: mine × k.
  [[nodiscard]] const Matrix<float>& codes() const { return codes_; }

  /// Collective. The equations at the present codes.
  [[nodiscard]] KernelRidge& ridge();
  /// Collective. The decoder of a turn at the present codes.
  [[nodiscard]] DecoderFit<float> decoder(const TurnChoice& choice, const std::vector<Slice>& groups);
  /// Collective. The decoder as it is kept.
  [[nodiscard]] KernelExpansion expansion(const DecoderFit<float>& decoder, const TurnChoice& choice);
  /// Moves every code to where the decoder without its sample has the least error.
  void move_codes(const DecoderFit<float>& decoder);

  /// Collective. The equations from scores to the change of codes; valid until the next call.
  [[nodiscard]] KernelRidge encoder_ridge(const Matrix<float>& codes);
  /// Collective. The squared length of the encoder's kernels.
  [[nodiscard]] double encoder_unit() const;

 private:
  const ScoreShard& shard_;
  const ManifoldOptions& options_;
  const World& world_;
  std::vector<std::size_t> chosen_;
  Matrix<float> codes_, rest_, change_;
  double unit_ = 0;
  std::optional<KernelRidge> ridge_;
};

}  // namespace lampyris
