// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/signature_lists.hpp"

#include <algorithm>

#include "src/attribution/ranking.hpp"

namespace lampyris {

SignatureLists::SignatureLists(std::size_t units, std::size_t genes, std::size_t top)
    : compared_(std::min(top, std::max<std::size_t>(1, genes / 10))),
      ranked_(units, std::min(top, genes)),
      scores_(units, std::min(top, genes)) {}

void SignatureLists::add(std::size_t first_unit, MatrixView<const float> scores) {
  const auto nodes = static_cast<std::ptrdiff_t>(scores.rows());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t n = 0; n < nodes; ++n) {
    const auto node = static_cast<std::size_t>(n);
    const auto of_node = scores.row(node);
    const auto best = top_genes(of_node, ranked_.columns());
    for (std::size_t i = 0; i < best.size(); ++i) {
      ranked_(first_unit + node, i) = static_cast<std::uint32_t>(best[i]);
      scores_(first_unit + node, i) = of_node[best[i]];
    }
  }
}

void SignatureLists::gather(const World& world) {
  gather_shares(world, ranked_.values(), ranked_.columns());
  gather_shares(world, scores_.values(), scores_.columns());
}

std::vector<std::span<const std::uint32_t>> SignatureLists::signatures(
    const std::vector<bool>& left_out) const {
  std::vector<std::span<const std::uint32_t>> all;
  for (std::size_t unit = 0; unit < ranked_.rows(); ++unit) {
    all.push_back(left_out[unit] ? std::span<const std::uint32_t>() : genes(unit).first(compared_));
  }
  return all;
}

}  // namespace lampyris
