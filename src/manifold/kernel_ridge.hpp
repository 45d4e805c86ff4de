// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"
#include "src/manifold/kernel.hpp"

namespace lampyris {

/// A kernel and the factor from squared distances to q.
struct ScaledKernel {
  Kernel kernel = Kernel::matern32;  ///< κ
  double scale = 1;                  ///< from a squared distance to q
};

/// The samples of a kernel ridge regression: `inputs` and `outputs` are mine, n × d and n × p.
struct RidgeSamples {
  MatrixView<const float> inputs;   ///< mine × d
  MatrixView<const float> outputs;  ///< mine × p
  std::size_t first = 0;            ///< the place of my first one among all
  std::size_t total = 0;            ///< samples on all ranks
};

/// The equations (base + λ ridge) W = right of one kernel, the same on every rank. With every sample a
/// landmark, base is the kernel matrix K and ridge the identity (no rows); else ΦᵀΦ and κ(L, L), Φ = κ(X, L).
struct RidgeSystem {
  Matrix<double> base;                    ///< M × M, read on and above the diagonal
  Matrix<double> ridge;                   ///< the same, or no rows for the identity
  const Matrix<double>* right = nullptr;  ///< M × p

  /// The factor of base + penalty · ridge, in the memory of `room` where it has the size.
  [[nodiscard]] CholeskyFactor factor(double penalty, Matrix<double> room = {}) const;
};

/// Kernel ridge regression over samples that are distributed over ranks.
class KernelRidge {
 public:
  /// Collective. `landmarks` are the rows of the inputs that `chosen` names, as many as `samples.total` when
  /// all are. Refers to the samples.
  KernelRidge(const RidgeSamples& samples, const std::vector<std::size_t>& chosen, const World& world);

  /// M × d.
  [[nodiscard]] const Matrix<float>& landmarks() const { return landmarks_; }
  /// The number p of outputs.
  [[nodiscard]] std::size_t outputs() const { return samples_.outputs.columns(); }
  /// Whether every sample is a landmark.
  [[nodiscard]] bool every_sample() const { return landmarks_.rows() == samples_.total; }

  /// Collective. Makes the equations for a kernel; valid until the next call. They take the memory of
  /// `before`, which large matrices made anew would wait for.
  [[nodiscard]] RidgeSystem system(const ScaledKernel& kernel, RidgeSystem before = {});

  /// κ(points, landmarks) in double: n × M.
  [[nodiscard]] Matrix<double> features(const ScaledKernel& kernel, MatrixView<const float> points) const;

 private:
  void add_samples(const ScaledKernel& kernel, Matrix<double>& base);

  RidgeSamples samples_;
  const World& world_;
  Matrix<float> landmarks_;
  std::vector<double> powers_;  // above the outputs of each column
  Matrix<double> right_;
};

/// Memory that one penalty after another uses: made anew for each, a third of the time went into it.
struct RidgeRoom {
  Matrix<double> square;         ///< M × M
  Matrix<double> solved;         ///< M × p, or n × M
  Matrix<double> predictions;    ///< n × p
  PackedColumns<double> packed;  ///< of the right factor
};

/// φ · W for φ (n × M) and the solution W of a penalty, by whichever order of products is cheaper; in the
/// room, until its next use.
[[nodiscard]] const Matrix<double>& ridge_predictions(const RidgeSystem& system, double penalty,
                                                      const Matrix<double>& features, RidgeRoom& room);

/// The solution W of a penalty, M × p.
[[nodiscard]] Matrix<double> ridge_weights(const RidgeSystem& system, double penalty);

}  // namespace lampyris
