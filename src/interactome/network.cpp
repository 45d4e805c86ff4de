// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/network.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace lampyris {
namespace {

using Edge = std::pair<std::uint32_t, std::uint32_t>;

// Ids as numbers in order of appearance.
class Numbering {
 public:
  std::uint32_t number(std::string_view id) {
    return numbers_.try_emplace(id, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id) const {
    const auto found = numbers_.find(id);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

std::vector<Edge> different_edges(std::span<const std::pair<std::string, std::string>> pairs,
                                  Numbering& numbering) {
  std::vector<Edge> edges;
  edges.reserve(pairs.size());
  for (const auto& [one, other] : pairs) {
    if (one == other) continue;
    const std::uint32_t a = numbering.number(one);
    const std::uint32_t b = numbering.number(other);
    edges.emplace_back(std::min(a, b), std::max(a, b));
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<std::size_t> degrees_of(const std::vector<Edge>& edges, std::size_t vertices) {
  std::vector<std::size_t> degrees(vertices);
  for (const auto& [a, b] : edges) {
    ++degrees[a];
    ++degrees[b];
  }
  return degrees;
}

// The measured genes that the network contains, in ascending order of degree: (number, place in the cohort).
std::vector<std::pair<std::uint32_t, std::size_t>> ordered_genes(std::span<const std::string> measured,
                                                                 const Numbering& numbering,
                                                                 const std::vector<std::size_t>& degrees) {
  std::vector<std::pair<std::uint32_t, std::size_t>> genes;
  for (std::size_t g = 0; g < measured.size(); ++g) {
    if (const auto number = numbering.find(measured[g])) genes.emplace_back(*number, g);
  }
  std::stable_sort(genes.begin(), genes.end(),
                   [&](const auto& a, const auto& b) { return degrees[a.first] < degrees[b.first]; });
  return genes;
}

}  // namespace

Network::Network(std::span<const std::pair<std::string, std::string>> edges,
                 std::span<const std::string> measured) {
  Numbering numbering;
  const auto unique = different_edges(edges, numbering);
  const std::size_t vertices = numbering.size();
  const auto degrees = degrees_of(unique, vertices);

  constexpr auto unplaced = static_cast<std::uint32_t>(-1);
  std::vector<std::uint32_t> vertex_of_number(vertices, unplaced);
  vertex_of_.assign(measured.size(), vertices);
  for (const auto& [number, place] : ordered_genes(measured, numbering, degrees)) {
    const auto vertex = static_cast<std::uint32_t>(measured_of_.size());
    vertex_of_number[number] = vertex;
    vertex_of_[place] = vertex;
    measured_of_.push_back(place);
  }
  auto next = static_cast<std::uint32_t>(measured_of_.size());
  for (auto& vertex : vertex_of_number) {
    if (vertex == unplaced) vertex = next++;
  }

  offsets_.assign(vertices + 1, 0);
  for (std::size_t number = 0; number < vertices; ++number) {
    offsets_[vertex_of_number[number] + 1] = degrees[number];
  }
  for (std::size_t v = 0; v < vertices; ++v) offsets_[v + 1] += offsets_[v];
  neighbours_.resize(2 * unique.size());
  auto end = offsets_;
  for (const auto& [a, b] : unique) {
    const std::uint32_t from = vertex_of_number[a];
    const std::uint32_t to = vertex_of_number[b];
    neighbours_[end[from]++] = to;
    neighbours_[end[to]++] = from;
  }
  for (std::size_t v = 0; v < vertices; ++v) {
    std::sort(neighbours_.begin() + static_cast<std::ptrdiff_t>(offsets_[v]),
              neighbours_.begin() + static_cast<std::ptrdiff_t>(offsets_[v + 1]));
  }
}

std::optional<std::size_t> Network::vertex_of(std::size_t measured) const {
  const std::size_t vertex = vertex_of_[measured];
  return vertex < genes() ? std::optional(vertex) : std::nullopt;
}

}  // namespace lampyris
