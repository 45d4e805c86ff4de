// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/autoencoder/activation.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Replaces each change d of a sum, changes × outputs, by activation(sum + d) − activation(sum), `sums` being
/// one an output. No digits cancel: the result is precise to some 1e-15 of itself, however small d is (of
/// activations without a formula of their own: of the activation). An element's bits depend on its sum and
/// its change alone.
void to_activation_differences(Activation activation, std::span<const double> sums,
                               MatrixView<double> changes);

}  // namespace lampyris
