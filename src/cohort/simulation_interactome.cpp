// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/simulation_interactome.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t links_of_gene = 3;
constexpr int lowest_score = 150;
constexpr int sure_score = 700;
constexpr int highest_score = 999;

struct Scores {
  int low, high;
};

class Drawing {
 public:
  explicit Drawing(const Simulation& simulation)
      : genes_(simulation.settings().genes),
        random_(simulation.settings().seed, Stream::simulated_interactome, 0) {}

  void attach_by_preference() {
    std::vector<std::size_t> order(genes_);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random_.shuffle(std::span(order));
    // A gene stands here once for each of its links: a uniform draw prefers genes with many.
    std::vector<std::size_t> ends;
    for (std::size_t i = 1; i < genes_; ++i) {
      const std::size_t known = ends.size();
      for (std::size_t link = 0; link < std::min(links_of_gene, i); ++link) {
        const std::size_t other = known == 0 ? order[0] : ends[random_.below(known)];
        add(order[i], other, {sure_score, highest_score});
        ends.insert(ends.end(), {order[i], other});
      }
    }
  }

  void link_inside(const std::vector<std::size_t>& program) {
    for (const std::size_t gene : program) {
      for (std::size_t link = 0; link < links_of_gene; ++link) {
        add(gene, program[random_.below(program.size())], {sure_score, highest_score});
      }
    }
  }

  void link_at_random(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t gene = random_.below(genes_);
      add(gene, random_.below(genes_), {lowest_score, sure_score - 1});
    }
  }

  /// Each pair once, with its highest score.
  [[nodiscard]] std::vector<SimulatedEdge> edges() && {
    std::sort(edges_.begin(), edges_.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.first, a.second, -a.score) < std::tuple(b.first, b.second, -b.score);
    });
    const auto same_pair = [](const auto& a, const auto& b) {
      return a.first == b.first && a.second == b.second;
    };
    edges_.erase(std::unique(edges_.begin(), edges_.end(), same_pair), edges_.end());
    return std::move(edges_);
  }

  [[nodiscard]] std::size_t count() const { return edges_.size(); }

 private:
  void add(std::size_t a, std::size_t b, Scores scores) {
    const auto range = static_cast<std::uint64_t>(scores.high - scores.low) + 1;
    const int score = scores.low + static_cast<int>(random_.below(range));
    if (a != b) edges_.push_back({std::min(a, b), std::max(a, b), score});
  }

  std::size_t genes_;
  Random random_;
  std::vector<SimulatedEdge> edges_;
};

}  // namespace

std::vector<SimulatedEdge> simulate_interactome(const Simulation& simulation) {
  Drawing drawing(simulation);
  drawing.attach_by_preference();
  for (const auto& program : simulation.programs()) drawing.link_inside(program.genes);
  drawing.link_at_random(drawing.count() / 3);
  return std::move(drawing).edges();
}

}  // namespace lampyris
