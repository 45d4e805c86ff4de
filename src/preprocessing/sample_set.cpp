// SPDX-License-Identifier: Apache-2.0
#include "src/preprocessing/sample_set.hpp"

#include <algorithm>

namespace lampyris {
namespace {

constexpr std::size_t block_samples = 256;
// Read at a time; of fixed number, whatever the number of ranks.
constexpr std::size_t wave_blocks = 16;

}  // namespace

std::vector<double> SampleSet::fold(std::size_t size, double start, const Count& count,
                                    Combine combine) const {
  std::vector<double> total(size, start);
  const std::size_t blocks = (samples_.size() + block_samples - 1) / block_samples;
  for (std::size_t first = 0; first < blocks; first += wave_blocks) {
    const std::size_t width = std::min(wave_blocks, blocks - first);
    std::vector<double> parts(width * size, start);
    const Slice mine = world_->share(width);
    for (std::size_t b = mine.offset; b < mine.end(); ++b) {
      const std::size_t at = (first + b) * block_samples;
      const auto some = samples_.subspan(at, std::min(block_samples, samples_.size() - at));
      const SampleBlock block{{some.begin(), some.end()}, read_(some)};
      count(block, std::span(parts).subspan(b * size, size));
    }
    gather_shares(*world_, std::span(parts), size);
    for (std::size_t i = 0; i < parts.size(); ++i) total[i % size] = combine(total[i % size], parts[i]);
  }
  return total;
}

std::vector<double> SampleSet::sum(std::size_t size, const Count& count) const {
  return fold(size, 0, count, [](double a, double b) { return a + b; });
}

Matrix<double> SampleSet::gather(std::size_t genes) const {
  Matrix<double> all(samples_.size(), genes);
  const Slice mine = world_->share(samples_.size());
  for (std::size_t first = mine.offset; first < mine.end(); first += block_samples) {
    const auto part = read_(samples_.subspan(first, std::min(block_samples, mine.end() - first)));
    std::ranges::copy(part.values(), all.row(first).begin());
  }
  gather_shares(*world_, all.values(), genes);
  return all;
}

}  // namespace lampyris
