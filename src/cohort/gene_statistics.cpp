// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/gene_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace lampyris {
namespace {

constexpr std::size_t block_samples = 256;

/// Welford's update, gene by gene.
class GeneMoments {
 public:
  explicit GeneMoments(std::size_t genes)
      : count_(genes),
        mean_(genes),
        squares_(genes),
        minimum_(genes, std::numeric_limits<double>::infinity()),
        maximum_(genes, -std::numeric_limits<double>::infinity()) {}

  void add(std::span<const float> sample) {
    for (std::size_t g = 0; g < sample.size(); ++g) {
      const double x = sample[g];
      if (std::isnan(x)) continue;
      count_[g] += 1;
      const double before = x - mean_[g];
      mean_[g] += before / count_[g];
      squares_[g] += before * (x - mean_[g]);
      minimum_[g] = std::min(minimum_[g], x);
      maximum_[g] = std::max(maximum_[g], x);
    }
  }

  void store(GeneStatistics& statistics, std::size_t first_gene) const {
    for (std::size_t g = 0; g < count_.size(); ++g) {
      if (count_[g] == 0) continue;
      statistics.minimum[first_gene + g] = minimum_[g];
      statistics.maximum[first_gene + g] = maximum_[g];
      statistics.mean[first_gene + g] = mean_[g];
      if (count_[g] > 1) statistics.sd[first_gene + g] = std::sqrt(squares_[g] / (count_[g] - 1));
    }
  }

 private:
  std::vector<double> count_, mean_, squares_, minimum_, maximum_;
};

}  // namespace

GeneStatistics gene_statistics(const World& world, const std::vector<std::size_t>& chosen, std::size_t genes,
                               const CohortReader& read) {
  GeneStatistics statistics{std::vector<double>(genes), std::vector<double>(genes),
                            std::vector<double>(genes), std::vector<double>(genes)};
  const Slice mine = world.share(genes);
  if (mine.count > 0) {
    GeneMoments moments(mine.count);
    for (auto next = chosen.begin(); next != chosen.end();) {
      // The block runs from one chosen sample to the last one that still fits.
      const std::size_t first = *next;
      const auto end = std::lower_bound(next, chosen.end(), first + block_samples);
      const auto block = read({first, *(end - 1) - first + 1}, mine);
      for (; next != end; ++next) moments.add(block.row(*next - first));
    }
    moments.store(statistics, mine.offset);
  }
  for (auto* values : {&statistics.minimum, &statistics.maximum, &statistics.mean, &statistics.sd}) {
    gather_shares(world, std::span(*values), 1);
  }
  return statistics;
}

}  // namespace lampyris
