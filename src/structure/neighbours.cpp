// SPDX-License-Identifier: Apache-2.0
#include "src/structure/neighbours.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

std::size_t predict(const Matrix<double>& distances, const Labelling& labelling,
                    std::span<const std::size_t> fold_of, std::size_t neighbours, std::size_t sample) {
  std::vector<std::pair<double, std::size_t>> others;
  for (std::size_t j = 0; j < fold_of.size(); ++j) {
    if (fold_of[j] != fold_of[sample]) others.emplace_back(distances(sample, j), j);
  }
  const auto used = static_cast<std::ptrdiff_t>(std::min(neighbours, others.size()));
  std::partial_sort(others.begin(), others.begin() + used, others.end());
  std::vector<std::size_t> votes(labelling.classes.size());
  for (auto other = others.begin(); other != others.begin() + used; ++other) {
    ++votes[labelling.of_sample[other->second]];
  }
  return static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

}  // namespace

std::vector<std::size_t> stratified_folds(const Labelling& labelling, std::size_t folds, std::uint64_t seed,
                                          std::span<const std::size_t> group_of) {
  std::vector<std::size_t> fold_of(labelling.samples.size());
  std::map<std::size_t, std::size_t> fold_of_group;
  std::size_t next = 0;
  for (std::size_t c = 0; c < labelling.classes.size(); ++c) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < fold_of.size(); ++i) {
      if (labelling.of_sample[i] == c) members.push_back(i);
    }
    const auto sequence = index_of(labelling.label, static_cast<std::uint32_t>(c));
    Random(seed, Stream::folds, sequence).shuffle(std::span(members));
    for (const std::size_t member : members) {
      const std::size_t group = group_of.empty() ? member : group_of[member];
      const auto [known, is_new] = fold_of_group.try_emplace(group, next % folds);
      if (is_new) ++next;
      fold_of[member] = known->second;
    }
  }
  return fold_of;
}

double neighbour_accuracy(const Matrix<double>& distances, const Labelling& labelling,
                          std::span<const std::size_t> fold_of, std::size_t neighbours, const World& world) {
  const Slice mine = world.share(fold_of.size());
  std::size_t correct = 0;
#pragma omp parallel for schedule(static) reduction(+ : correct)
  for (std::size_t i = mine.offset; i < mine.end(); ++i) {
    const std::size_t predicted = predict(distances, labelling, fold_of, neighbours, i);
    correct += static_cast<std::size_t>(predicted == labelling.of_sample[i]);
  }
  return static_cast<double>(sum_over(world, correct)) / static_cast<double>(fold_of.size());
}

}  // namespace lampyris
