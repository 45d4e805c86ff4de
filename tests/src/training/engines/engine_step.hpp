// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/training/engines/engine.hpp"

namespace lampyris::test {

/// Collective over the engine's grid. Runs forward, then backward; overwrites `gradient`. Returns my part of
/// Σ(x̂ − x)².
inline double forward_backward(Engine& engine, const Batch& batch, std::span<float> gradient) {
  const double error = engine.forward(batch);
  engine.backward(batch, gradient);
  return error;
}

}  // namespace lampyris::test
