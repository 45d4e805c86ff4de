#pragma once

#include <cstdint>
#include <span>

namespace lampyris {

/// What one update of Adam reads and writes; all of one length.
struct AdamVectors {
  std::span<float> weights, first_moment, second_moment;
  std::span<const float> gradient;
};

/// The learning rate after `updates` updates: rate / (1 + 1e-6 · updates).
[[nodiscard]] double decayed_rate(double rate, std::uint64_t updates);

/// One update of Adam (Kingma & Ba 2015, algorithm 1: β₁ = 0.9, β₂ = 0.999, ε = 1e-8), at decayed_rate, in
/// one pass over memory. `updates`: how many came before. Each weight's bits depend on its own values alone.
void adam_update(const AdamVectors& vectors, double rate, std::uint64_t updates);

}  // namespace lampyris
