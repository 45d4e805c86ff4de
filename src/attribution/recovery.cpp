// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/recovery.hpp"

#include <algorithm>

#include "src/attribution/ranking.hpp"

namespace lampyris {

Recovery::Recovery(std::span<const Program> programs, std::size_t genes, std::size_t units)
    : programs_of_(genes), jaccard_(units, programs.size()) {
  for (std::size_t p = 0; p < programs.size(); ++p) {
    sizes_.push_back(programs[p].genes.size());
    for (const std::size_t gene : programs[p].genes) programs_of_[gene].push_back(p);
  }
}

void Recovery::add(std::size_t first_unit, MatrixView<const float> scores) {
  if (sizes_.empty()) return;
  for (std::size_t i = 0; i < scores.rows(); ++i) add_node(first_unit + i, scores.row(i));
}

void Recovery::add_node(std::size_t unit, std::span<const float> scores) {
  const auto top = top_genes(scores, *std::max_element(sizes_.begin(), sizes_.end()));
  std::vector<std::size_t> common(sizes_.size());
  for (std::size_t rank = 0; rank < top.size(); ++rank) {
    for (const std::size_t p : programs_of_[top[rank]]) common[p] += rank < sizes_[p] ? 1 : 0;
  }
  for (std::size_t p = 0; p < sizes_.size(); ++p) {
    const std::size_t either = 2 * sizes_[p] - common[p];
    jaccard_(unit, p) = either == 0 ? 0 : static_cast<double>(common[p]) / static_cast<double>(either);
  }
}

std::vector<Recovered> Recovery::finish(const World& world, const SignatureClasses& classes) {
  gather_shares(world, jaccard_.values(), sizes_.size());
  std::vector<Recovered> best(sizes_.size());
  for (std::size_t unit = 0; unit < jaccard_.rows(); ++unit) {
    if (classes.is_constant(unit)) continue;
    for (std::size_t p = 0; p < best.size(); ++p) {
      if (jaccard_(unit, p) > best[p].jaccard) best[p] = {unit, jaccard_(unit, p)};
    }
  }
  return best;
}

}  // namespace lampyris
