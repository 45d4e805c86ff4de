// SPDX-License-Identifier: Apache-2.0
#include "src/structure/cluster_agreement.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lampyris {
namespace {

double entropy(std::span<const double> counts, double total) {
  double sum = 0;
  for (const double count : counts) {
    if (count > 0) sum -= count / total * std::log(count / total);
  }
  return sum;
}

double pairs(std::span<const double> counts) {
  double sum = 0;
  for (const double count : counts) sum += count * (count - 1) / 2;
  return sum;
}

std::size_t classes(std::span<const std::size_t> of_sample) {
  return of_sample.empty() ? 0 : *std::max_element(of_sample.begin(), of_sample.end()) + 1;
}

}  // namespace

Agreement agreement(std::span<const std::size_t> a, std::span<const std::size_t> b) {
  const std::size_t columns = classes(b);
  std::vector<double> both(classes(a) * columns);
  std::vector<double> of_a(classes(a));
  std::vector<double> of_b(columns);
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[a[i] * columns + b[i]];
    ++of_a[a[i]];
    ++of_b[b[i]];
  }
  const auto total = static_cast<double>(a.size());
  const double mean_entropy = (entropy(of_a, total) + entropy(of_b, total)) / 2;
  const double information = 2 * mean_entropy - entropy(both, total);

  const double all_pairs = total * (total - 1) / 2;
  const double expected = all_pairs > 0 ? pairs(of_a) * pairs(of_b) / all_pairs : 0;
  const double most = (pairs(of_a) + pairs(of_b)) / 2;
  Agreement result;
  result.nmi = mean_entropy > 0 ? std::clamp(information / mean_entropy, 0.0, 1.0) : 1;
  result.ari = most == expected ? 1 : (pairs(both) - expected) / (most - expected);
  return result;
}

}  // namespace lampyris
