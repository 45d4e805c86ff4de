// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/manifold/code_search.hpp"
#include "src/manifold/score_shard.hpp"

namespace lampyris {

/// The validation samples, all of them on every rank, and their codes.
class ValidationPart {
 public:
  /// Collective. Begins with the codes of PCA.
  ValidationPart(const ScoreShard& shard, std::size_t code, const World& world);

  /// n × R.
  [[nodiscard]] MatrixView<const float> scores() const { return scores_.view(); }
  /// n × k.
  [[nodiscard]] const Matrix<float>& codes() const { return codes_; }
  /// Takes codes of all samples over.
  void set_codes(Matrix<float> codes) { codes_ = std::move(codes); }

  /// ‖x − mean‖² of each sample.
  [[nodiscard]] const std::vector<double>& squares() const { return squares_; }
  /// The squared error of each sample, over all genes, of the first k components.
  [[nodiscard]] std::vector<double> errors_of_pca() const;
  /// The same of codes, n × k, by this rank alone.
  [[nodiscard]] std::vector<double> errors_alone(const CodeObjective<float>& objective,
                                                 MatrixView<const float> codes) const;

  /// R² over all genes of the first k components.
  [[nodiscard]] double r_squared_of_pca() const;
  /// Collective. R² over all genes of codes, n × k; each rank decodes some.
  [[nodiscard]] double r_squared(const CodeObjective<float>& objective, MatrixView<const float> codes) const;
  /// The same by this rank alone.
  [[nodiscard]] double r_squared_alone(const CodeObjective<float>& objective,
                                       MatrixView<const float> codes) const;
  /// Collective. The codes, refined.
  [[nodiscard]] Matrix<float> refined(const CodeObjective<float>& objective,
                                      const CodeSearchOptions& options) const;

 private:
  [[nodiscard]] std::vector<double> errors_of(const CodeObjective<float>& objective,
                                              MatrixView<const float> codes, Slice samples) const;
  [[nodiscard]] std::vector<double> rests_of_pca() const;
  [[nodiscard]] double r_squared_from(const std::vector<double>& errors) const;

  const World& world_;
  Matrix<float> scores_, codes_;
  std::vector<double> squares_,
      outside_;  // of each sample, ‖x − mean‖² and what of it is outside of the space
};

}  // namespace lampyris
