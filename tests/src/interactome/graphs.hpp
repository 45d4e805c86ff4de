// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "src/base/random.hpp"

namespace lampyris::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline std::string gene(std::size_t g) {
  return fmt::format("G{}", g);
}

inline std::vector<std::string> genes(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t g = 0; g < count; ++g) names.push_back(gene(g));
  return names;
}

/// `edges` draws between `vertices` vertices, more of them towards low numbers; repeats and self-loops
/// happen.
inline Pairs random_pairs(std::size_t vertices, std::size_t edges, std::uint64_t seed) {
  Random random(seed, Stream::simulated_interactome, 0);
  Pairs pairs;
  for (std::size_t e = 0; e < edges; ++e) {
    const double u = random.uniform();
    const auto a = static_cast<std::size_t>(u * u * static_cast<double>(vertices));
    pairs.emplace_back(gene(a), gene(random.below(vertices)));
  }
  return pairs;
}

/// Distances between genes of random_pairs by plain breadth-first search, [from][to]; 0 where there is no
/// path.
inline std::vector<std::vector<std::size_t>> plain_distances(const Pairs& pairs, std::size_t vertices) {
  std::vector<std::vector<std::size_t>> neighbours(vertices);
  for (const auto& [one, other] : pairs) {
    const std::size_t a = std::stoul(one.substr(1));
    const std::size_t b = std::stoul(other.substr(1));
    neighbours[a].push_back(b);
    neighbours[b].push_back(a);
  }
  std::vector<std::vector<std::size_t>> distances(vertices, std::vector<std::size_t>(vertices));
  for (std::size_t source = 0; source < vertices; ++source) {
    std::vector<std::size_t> queue{source};
    for (std::size_t at = 0; at < queue.size(); ++at) {
      for (const std::size_t next : neighbours[queue[at]]) {
        if (next == source || distances[source][next] > 0) continue;
        distances[source][next] = distances[source][queue[at]] + 1;
        queue.push_back(next);
      }
    }
  }
  return distances;
}

}  // namespace lampyris::test
