// SPDX-License-Identifier: Apache-2.0
#include "mpi/rank_world.hpp"

#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

Slice RankWorld::share(std::size_t total) const {
  return part_of(total, static_cast<std::size_t>(ranks_.size()), static_cast<std::size_t>(ranks_.rank()));
}

void RankWorld::sum(std::span<double> values) const {
  ranks_.sum(values);
}

void RankWorld::sum(std::span<std::uint64_t> values) const {
  ranks_.sum(values);
}

void RankWorld::maximum(std::span<double> values) const {
  ranks_.maximum(values);
}

bool RankWorld::any(bool mine) const {
  return ranks_.any(mine);
}

void RankWorld::gather(std::span<std::byte> whole, std::size_t unit_bytes) const {
  if (unit_bytes == 0 || whole.empty()) return;
  const std::size_t units = whole.size() / unit_bytes;
  const auto ranks = static_cast<std::size_t>(ranks_.size());
  std::vector<std::size_t> bytes(ranks);
  for (std::size_t owner = 0; owner < ranks; ++owner) {
    bytes[owner] = part_of(units, ranks, owner).count * unit_bytes;
  }
  all_gather({whole.data(), units * unit_bytes}, bytes, ranks_.raw());
}

}  // namespace lampyris::mpi
