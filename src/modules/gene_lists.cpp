// SPDX-License-Identifier: Apache-2.0
#include "src/modules/gene_lists.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lampyris {
namespace {

class Before {
 public:
  Before(std::span<const float> scores, Side side) : scores_(scores), side_(side) {}
  bool operator()(std::size_t a, std::size_t b) const {
    const float left = key(a);
    const float right = key(b);
    return left > right || (left == right && a < b);
  }

 private:
  [[nodiscard]] float key(std::size_t gene) const {
    const float score = scores_[gene];
    if (side_ == Side::absolute) return std::abs(score);
    return side_ == Side::positive ? score : -score;
  }
  std::span<const float> scores_;
  Side side_;
};

}  // namespace

std::string_view to_string(Side side) {
  constexpr std::array<std::string_view, 3> names = {"positive", "negative", "absolute"};
  return names[static_cast<std::size_t>(side)];
}

std::size_t module_size(std::size_t asked, std::size_t background) {
  constexpr std::size_t most = 1000;
  constexpr std::size_t percent = 12;
  const std::size_t wanted = asked > 0 ? asked : std::min(most, background * percent / 100);
  return std::min(std::max<std::size_t>(1, wanted), background);
}

std::vector<std::size_t> top_genes_unordered(std::span<const float> scores, Side side, std::size_t count) {
  std::vector<std::size_t> genes(scores.size());
  std::iota(genes.begin(), genes.end(), 0U);
  count = std::min(count, genes.size());
  std::nth_element(genes.begin(), genes.begin() + static_cast<std::ptrdiff_t>(count), genes.end(),
                   Before(scores, side));
  genes.resize(count);
  return genes;
}

std::vector<std::size_t> top_genes(std::span<const float> scores, Side side, std::size_t count) {
  auto genes = top_genes_unordered(scores, side, count);
  std::sort(genes.begin(), genes.end(), Before(scores, side));
  return genes;
}

}  // namespace lampyris
