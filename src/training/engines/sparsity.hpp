// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/base/named_values.hpp"
#include "src/base/world.hpp"
#include "src/linalg/numbers.hpp"

namespace lampyris {

/// A penalty on the activations h of every hidden layer, added to the loss.
struct Sparsity {
  /// The form of the penalty.
  enum class Kind {
    none,
    l1,  ///< weight · mean over the batch of Σ over nodes |h|
    kl   ///< weight · Σ over nodes KL(target ‖ mean over the batch of h), for activations in (0, 1)
  };

  Kind kind = Kind::none;  ///< the form
  double weight = 0;       ///< of the penalty in the loss
  double target = 0.05;    ///< of kl: the mean activation asked for
};

template <>
struct Words<Sparsity::Kind> {
  static constexpr NamedValue<Sparsity::Kind> values[] = {
      {"none", Sparsity::Kind::none}, {"l1", Sparsity::Kind::l1}, {"kl", Sparsity::Kind::kl}};
};

/// Collective over `world` when the kind is kl. Adds the penalty's derivative by `outputs`, my rows of one
/// hidden layer, to `derivative`, of the same shape. `samples`: of the batch over all ranks.
void add_sparsity(const Sparsity& sparsity, const Numbers& outputs, std::size_t samples,
                  MatrixView<float> derivative, const World& world);

}  // namespace lampyris
