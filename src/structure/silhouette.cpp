// SPDX-License-Identifier: Apache-2.0
#include "src/structure/silhouette.hpp"

#include <algorithm>
#include <limits>

#include "src/base/multiversion.hpp"
#include "src/base/random.hpp"
#include "src/statistics/empirical.hpp"

namespace lampyris {
namespace {

// Samples whose sums are built together: their sums over all classes stay in the first cache.
constexpr std::size_t strip = 128;

LAMPYRIS_MULTIVERSION
void add(const double* values, std::size_t count, double* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += values[i];
}

// `sums` is classes × strip: summed distances of one sample to each class.
double silhouette(const double* sums, std::size_t own, std::span<const std::size_t> sizes) {
  const double a = sums[own * strip] / static_cast<double>(sizes[own] - 1);
  double b = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (c != own) b = std::min(b, sums[c * strip] / static_cast<double>(sizes[c]));
  }
  const double larger = std::max(a, b);
  return larger > 0 ? (b - a) / larger : 0;
}

}  // namespace

std::vector<double> silhouettes(const Matrix<double>& distances, std::span<const std::size_t> of_sample,
                                std::span<const std::size_t> sizes) {
  const std::size_t samples = of_sample.size();
  std::vector<double> values(samples);
  std::vector<double> sums(sizes.size() * strip);
  for (std::size_t first = 0; first < samples; first += strip) {
    const std::size_t count = std::min(strip, samples - first);
    std::fill(sums.begin(), sums.end(), 0.0);
    // Row j holds the distances from the samples of the strip to j, the matrix being symmetric.
    for (std::size_t j = 0; j < samples; ++j) {
      add(distances.row(j).data() + first, count, sums.data() + of_sample[j] * strip);
    }
    for (std::size_t i = 0; i < count; ++i) {
      values[first + i] = silhouette(sums.data() + i, of_sample[first + i], sizes);
    }
  }
  return values;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<double> class_means(std::span<const double> values, const Labelling& labelling) {
  std::vector<double> means(labelling.classes.size());
  for (std::size_t i = 0; i < values.size(); ++i) means[labelling.of_sample[i]] += values[i];
  for (std::size_t c = 0; c < means.size(); ++c) means[c] /= static_cast<double>(labelling.sizes[c]);
  return means;
}

double silhouette_p(const Matrix<double>& distances, const Labelling& labelling, const SampleTies& ties,
                    const LabelPermutations& permutations, const World& world) {
  const GroupPermutation permutation(labelling.of_sample, ties);
  if (permutations.count == 0 || !permutation.moves()) return std::numeric_limits<double>::quiet_NaN();
  const double observed = mean_of(silhouettes(distances, labelling.of_sample, labelling.sizes));
  const Slice mine = world.share(permutations.count);
  std::size_t reached = 0;
#pragma omp parallel for schedule(static) reduction(+ : reached)
  for (std::size_t number = mine.offset; number < mine.end(); ++number) {
    const auto index = index_of(labelling.label, static_cast<std::uint32_t>(number));
    const auto shuffled = permutation.permuted(permutations.seed, index);
    reached += mean_of(silhouettes(distances, shuffled, labelling.sizes)) >= observed ? 1U : 0U;
  }
  return empirical_p(sum_over(world, reached), permutations.count);
}

}  // namespace lampyris
