// SPDX-License-Identifier: Apache-2.0
#include "src/structure/unseen_neighbours.hpp"

#include <algorithm>
#include <utility>

#include "src/structure/points.hpp"

namespace lampyris {
namespace {

Points points_of(MatrixView<const float> codes, std::span<const std::size_t> rows) {
  Points points(rows.size(), codes.columns());
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::ranges::copy(codes.row(rows[i]), points.point(i).begin());
  return points;
}

std::size_t elected(std::span<const double> distances, std::size_t asked, const Vote& vote) {
  std::vector<std::pair<double, std::size_t>> near;
  for (std::size_t v = 0; v < vote.voters.size(); ++v) {
    if (vote.group_of[vote.voters[v]] != vote.group_of[asked]) near.emplace_back(distances[v], v);
  }
  const auto used = static_cast<std::ptrdiff_t>(std::min(vote.neighbours, near.size()));
  std::partial_sort(near.begin(), near.begin() + used, near.end());
  std::vector<std::size_t> votes(vote.classes);
  for (auto voter = near.begin(); voter != near.begin() + used; ++voter)
    ++votes[vote.class_of[vote.voters[voter->second]]];
  return static_cast<std::size_t>(std::ranges::max_element(votes) - votes.begin());
}

}  // namespace

std::vector<std::uint64_t> hits(MatrixView<const float> codes, const Vote& vote, const World& world) {
  std::vector<std::uint64_t> hit(vote.asked.size());
  if (vote.voters.empty()) return hit;
  const Points voters = points_of(codes, vote.voters);
  const Points asked = points_of(codes, vote.asked);
  const Slice mine = world.share(vote.asked.size());
#pragma omp parallel for schedule(static)
  for (std::size_t i = mine.offset; i < mine.end(); ++i) {
    std::vector<double> distances(vote.voters.size());
    squared_distances(asked.point(i), voters, distances);
    hit[i] = elected(distances, vote.asked[i], vote) == vote.class_of[vote.asked[i]] ? 1 : 0;
  }
  world.sum(std::span(hit));
  return hit;
}

}  // namespace lampyris
