// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/named_values.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/schedule.hpp"

namespace lampyris {

/// The rule by which a gradient moves the weights.
enum class Method { adam, adamw, sgd };

template <>
struct Words<Method> {
  static constexpr NamedValue<Method> values[] = {
      {"adam", Method::adam}, {"adamw", Method::adamw}, {"sgd", Method::sgd}};
};

/// Everything that decides an update but the gradient.
struct OptimiserSettings {
  Method method = Method::adam;  ///< the rule
  Schedule schedule;             ///< of the learning rate
  double momentum = 0.9;         ///< of sgd
  double weight_decay = 0;       ///< of adamw, decoupled (Loshchilov & Hutter 2019)
  double l1 = 0;                 ///< adds l1 · sign(w) to the gradient of every weight, of no bias
  double l2 = 0;                 ///< adds l2 · w to it
  double clip = 0;               ///< the gradient's norm is cut to this one; 0 = never
};

/// Names the vectors that one update reads and writes; all laid out alike.
struct OptimiserVectors {
  std::span<float> weights;          ///< moved by the update
  std::span<float> first_moment;     ///< of adam, or the velocity of sgd
  std::span<float> second_moment;    ///< of adam
  std::span<const float> gradient;   ///< of the elements from `first` on: these are updated, no others
  std::span<bfloat16> bf16_weights;  ///< of the weights; may be empty
  std::size_t first = 0;             ///< a multiple of 16, or the beginning of a piece
  std::span<float> average{};        ///< moving average of the weights; may be empty
  double kept = 0;                   ///< what the average keeps of itself at each update
};

/// Updates by Adam (Kingma & Ba 2015, algorithm 1: β₁ = 0.9, β₂ = 0.999, ε = 1e-8), AdamW, or SGD with
/// momentum (v ← momentum · v + g, w ← w − rate · v), and the average after them, in one pass over memory.
/// `updates` came before this one. `norm`: of the whole gradient over all ranks; used when clip is set. Each
/// weight's bits depend on its own values alone.
void update(const OptimiserVectors& vectors, const ParameterLayout& layout, const OptimiserSettings& settings,
            std::uint64_t updates, double norm);

/// Σ g² of the elements that are `mine`: the sum over all ranks is the square of the gradient's norm.
[[nodiscard]] double squared_norm(std::span<const float> gradient, const ParameterLayout& layout);

}  // namespace lampyris
