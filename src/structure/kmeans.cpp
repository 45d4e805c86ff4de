// SPDX-License-Identifier: Apache-2.0
#include "src/structure/kmeans.hpp"

#include <algorithm>
#include <limits>

#include "src/base/random.hpp"
#include "src/structure/points.hpp"

namespace lampyris {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The first sample at which the running sum of the weights exceeds `at`.
std::size_t draw(const std::vector<double>& weights, double at) {
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    sum += weights[i];
    if (sum > at) return i;
  }
  return last;
}

void copy_point(const Points& from, std::size_t i, Points& to, std::size_t c) {
  std::copy_n(from.point(i).begin(), from.point(i).size(), to.point(c).begin());
}

Points plus_plus(const Points& samples, std::size_t dimension, std::size_t clusters, Random& random) {
  Points centres(clusters, dimension);
  std::vector<double> nearest(samples.count(), infinity);
  std::vector<double> to_last(samples.count());
  std::size_t chosen = random.below(samples.count());
  for (std::size_t c = 0;; ++c) {
    copy_point(samples, chosen, centres, c);
    if (c + 1 == clusters) return centres;
    squared_distances(samples.point(chosen), samples, to_last);
    double total = 0;
    for (std::size_t i = 0; i < nearest.size(); ++i) {
      nearest[i] = std::min(nearest[i], to_last[i]);
      total += nearest[i];
    }
    chosen = draw(nearest, random.uniform() * total);
  }
}

struct Lloyd {
  const Points& samples;
  Points centres;
  std::vector<std::size_t> of_sample;
  std::vector<double> distance;  // of each sample to its centre, squared

  // Whether any sample changed its cluster.
  bool assign() {
    bool changed = false;
    std::vector<double> to_centres(centres.count());
    for (std::size_t i = 0; i < samples.count(); ++i) {
      squared_distances(samples.point(i), centres, to_centres);
      const auto nearest = std::min_element(to_centres.begin(), to_centres.end());
      const auto c = static_cast<std::size_t>(nearest - to_centres.begin());
      changed = changed || c != of_sample[i];
      of_sample[i] = c;
      distance[i] = *nearest;
    }
    return changed;
  }

  void fill_empty_clusters(std::vector<std::size_t>& sizes) {
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      if (sizes[c] > 0) continue;
      const auto farthest = std::max_element(distance.begin(), distance.end());
      const auto i = static_cast<std::size_t>(farthest - distance.begin());
      --sizes[of_sample[i]];
      ++sizes[c];
      of_sample[i] = c;
      *farthest = 0;
    }
  }

  void move_centres() {
    std::vector<std::size_t> sizes(centres.count());
    for (const std::size_t c : of_sample) ++sizes[c];
    fill_empty_clusters(sizes);
    for (std::size_t c = 0; c < sizes.size(); ++c) std::ranges::fill(centres.point(c), 0.0);
    for (std::size_t i = 0; i < samples.count(); ++i) {
      const auto centre = centres.point(of_sample[i]);
      const auto point = samples.point(i);
      for (std::size_t k = 0; k < point.size(); ++k) centre[k] += point[k];
    }
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      for (double& value : centres.point(c)) value /= static_cast<double>(std::max<std::size_t>(1, sizes[c]));
    }
  }
};

Clustering cluster_once(const Points& samples, std::size_t dimension, const KMeansOptions& options,
                        std::size_t start) {
  Random random(options.seed, Stream::kmeans, (static_cast<std::uint64_t>(options.sequence) << 32) | start);
  Lloyd lloyd{samples, plus_plus(samples, dimension, options.clusters, random),
              std::vector<std::size_t>(samples.count(), options.clusters),
              std::vector<double>(samples.count())};
  for (std::size_t round = 0; lloyd.assign() && round < options.most_rounds; ++round) lloyd.move_centres();
  Clustering clustering{std::move(lloyd.of_sample), 0};
  for (const double distance : lloyd.distance) clustering.inertia += distance;
  return clustering;
}

}  // namespace

Clustering kmeans(MatrixView<const float> codes, const KMeansOptions& options, const World& world) {
  const Points samples(codes);
  const Slice mine = world.share(options.starts);
  std::vector<double> inertia(options.starts);
  std::vector<std::size_t> of_sample(options.starts * codes.rows());
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t start = mine.offset; start < mine.end(); ++start) {
    const auto clustering = cluster_once(samples, codes.columns(), options, start);
    inertia[start] = clustering.inertia;
    std::copy(clustering.of_sample.begin(), clustering.of_sample.end(),
              of_sample.begin() + static_cast<std::ptrdiff_t>(start * codes.rows()));
  }
  gather_shares(world, std::span(inertia), 1);
  gather_shares(world, std::span(of_sample), codes.rows());
  const auto best = std::min_element(inertia.begin(), inertia.end());
  const auto first = of_sample.begin() + (best - inertia.begin()) * static_cast<std::ptrdiff_t>(codes.rows());
  return {{first, first + static_cast<std::ptrdiff_t>(codes.rows())}, *best};
}

}  // namespace lampyris
