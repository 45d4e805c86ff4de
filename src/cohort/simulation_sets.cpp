// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/simulation_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t decoys_of_set = 3;

/// Genes of shifted programs, a list for each, and all others.
struct Pools {
  std::vector<std::vector<std::size_t>> shifted;
  std::vector<std::size_t> others;
};

Pools pools_of(const Simulation& simulation) {
  Pools pools;
  std::vector<bool> taken(simulation.settings().genes, false);
  for (const auto& program : simulation.programs()) {
    if (!program.shifted) continue;
    pools.shifted.push_back(program.genes);
    for (const std::size_t gene : program.genes) taken[gene] = true;
  }
  for (std::size_t g = 0; g < taken.size(); ++g) {
    if (!taken[g]) pools.others.push_back(g);
  }
  return pools;
}

class Sets {
 public:
  explicit Sets(const Simulation& simulation)
      : pools_(pools_of(simulation)), size_(simulation.program_size()), seed_(simulation.settings().seed) {}

  [[nodiscard]] std::vector<SimulatedSet> all() {
    const std::size_t diseases = pools_.shifted.size();
    for (std::size_t i = 0; i < diseases; ++i) {
      add({fmt::format("DISEASE_{}", i + 1), true, {}}, size_ * 4 / 5);
    }
    for (std::size_t i = 0; i < decoys_of_set * diseases; ++i) {
      add({fmt::format("DECOY_{}", i + 1), false, {}}, 0);
    }
    return std::move(sets_);
  }

 private:
  void add(SimulatedSet set, std::size_t inside) {
    Random random(seed_, Stream::simulated_sets, sets_.size());
    for (auto& program : pools_.shifted) random.shuffle(std::span(program));
    random.shuffle(std::span(pools_.others));
    for (std::size_t i = 0; i < inside; ++i) {
      set.genes.push_back(pools_.shifted[i % pools_.shifted.size()][i / pools_.shifted.size()]);
    }
    const auto outside = std::span(pools_.others).first(size_ - inside);
    set.genes.insert(set.genes.end(), outside.begin(), outside.end());
    std::sort(set.genes.begin(), set.genes.end());
    sets_.push_back(std::move(set));
  }

  Pools pools_;
  std::size_t size_;
  std::uint64_t seed_;
  std::vector<SimulatedSet> sets_;
};

}  // namespace

std::vector<SimulatedSet> simulate_sets(const Simulation& simulation) {
  return Sets(simulation).all();
}

}  // namespace lampyris
