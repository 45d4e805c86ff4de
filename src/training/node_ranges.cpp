#include "src/training/node_ranges.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace lampyris {
namespace {

constexpr std::size_t rows_at_once = 64;
constexpr std::size_t most_blocks = 1024;  // bounds what is gathered; a block is some times rows_at_once

struct NodeSums {
  double sum = 0;
  float minimum = std::numeric_limits<float>::infinity();
  float maximum = -std::numeric_limits<float>::infinity();

  void add(float value) {
    sum += value;
    minimum = std::min(minimum, value);
    maximum = std::max(maximum, value);
  }
  void add(const NodeSums& other) {
    sum += other.sum;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
  }
};

void add_samples(const Autoencoder& autoencoder, MatrixView<const float> scaled, std::span<NodeSums> nodes) {
  Matrix<float> codes;
  MatrixView<const float> input = scaled;
  std::size_t first_node = 0;
  for (std::size_t layer = 1; layer <= autoencoder.architecture().layers(); ++layer) {
    codes = propagate(autoencoder, input, layer - 1, layer);
    for (std::size_t i = 0; i < codes.rows(); ++i) {
      for (std::size_t j = 0; j < codes.columns(); ++j) nodes[first_node + j].add(codes(i, j));
    }
    first_node += codes.columns();
    input = std::as_const(codes).view();
  }
}

std::vector<NodeRange> by_layer(const std::vector<NodeSums>& nodes, const Architecture& shape,
                                std::size_t samples) {
  std::vector<NodeRange> ranges;
  auto node = nodes.begin();
  for (const std::size_t width : shape.widths) {
    NodeRange& range = ranges.emplace_back();
    for (std::size_t j = 0; j < width; ++j, ++node) {
      range.minimum.push_back(node->minimum);
      range.mean.push_back(static_cast<float>(node->sum / static_cast<double>(samples)));
      range.maximum.push_back(node->maximum);
    }
  }
  return ranges;
}

}  // namespace

std::vector<NodeRange> node_ranges(const World& world, const Autoencoder& autoencoder, std::size_t samples,
                                   const ScaledReader& read) {
  const Architecture& shape = autoencoder.architecture();
  const std::size_t nodes = std::accumulate(shape.widths.begin(), shape.widths.end(), std::size_t{0});
  const std::size_t pieces = (samples + rows_at_once - 1) / rows_at_once;
  const std::size_t block = rows_at_once * ((pieces + most_blocks - 1) / most_blocks);
  const std::size_t blocks = (samples + block - 1) / block;

  std::vector<NodeSums> sums(blocks * nodes);
  const Slice mine = world.share(blocks);
  for (std::size_t b = mine.offset; b < mine.end(); ++b) {
    const std::size_t last = std::min(samples, (b + 1) * block);
    for (std::size_t first = b * block; first < last; first += rows_at_once) {
      const auto scaled = read({first, std::min(rows_at_once, last - first)});
      add_samples(autoencoder, scaled.view(), std::span(sums).subspan(b * nodes, nodes));
    }
  }
  gather_shares(world, std::span(sums), nodes);

  std::vector<NodeSums> total(nodes);
  for (std::size_t b = 0; b < blocks; ++b) {
    for (std::size_t j = 0; j < nodes; ++j) total[j].add(sums[b * nodes + j]);
  }
  return by_layer(total, shape, samples);
}

}  // namespace lampyris
