// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/node_ranges.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace lampyris {
namespace {

constexpr std::size_t rows_at_once = 256;
constexpr std::size_t block_unit = 64;     // a block is some times so many rows
constexpr std::size_t most_blocks = 1024;  // bounds what is gathered

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

// The sums of many blocks, a row of `nodes` each.
struct BlockSums {
  std::size_t block;  // rows
  std::size_t nodes;
  std::vector<NodeSums> sums;

  void add(std::size_t sample, std::size_t first_node, std::span<const float> codes) {
    NodeSums* node = sums.data() + sample / block * nodes + first_node;
    for (const float code : codes) (node++)->add(code);
  }
};

void add_samples(const ForwardPass& forward_pass, const Autoencoder& autoencoder,
                 MatrixView<const float> scaled, std::size_t first_sample, BlockSums& sums) {
  Matrix<float> codes;
  MatrixView<const float> input = scaled;
  std::size_t first_node = 0;
  for (std::size_t layer = 1; layer <= autoencoder.architecture().layers(); ++layer) {
    codes = forward_pass.propagate(autoencoder, input, layer - 1, layer);
    for (std::size_t i = 0; i < codes.rows(); ++i) sums.add(first_sample + i, first_node, codes.row(i));
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

std::vector<NodeRange> node_ranges(const World& world, const ForwardPass& forward_pass,
                                   const Autoencoder& autoencoder, std::size_t samples,
                                   const ScaledReader& read) {
  const Architecture& shape = autoencoder.architecture();
  const std::size_t nodes = std::accumulate(shape.widths.begin(), shape.widths.end(), std::size_t{0});
  const std::size_t units = (samples + block_unit - 1) / block_unit;
  const std::size_t block = block_unit * ((units + most_blocks - 1) / most_blocks);
  const std::size_t blocks = (samples + block - 1) / block;

  BlockSums sums{block, nodes, std::vector<NodeSums>(blocks * nodes)};
  const Slice mine = world.share(blocks);
  const std::size_t end = std::min(samples, mine.end() * block);
  const std::size_t most = forward_pass.most(mine.count * block);
  for (std::size_t done = 0; done < most; done += rows_at_once) {
    const std::size_t first = std::min(mine.offset * block + done, end);
    const auto scaled = read({first, std::min(rows_at_once, end - first)});
    add_samples(forward_pass, autoencoder, scaled.view(), first, sums);
  }
  gather_shares(world, std::span(sums.sums), nodes);

  std::vector<NodeSums> total(nodes);
  for (std::size_t b = 0; b < blocks; ++b) {
    for (std::size_t j = 0; j < nodes; ++j) total[j].add(sums.sums[b * nodes + j]);
  }
  return by_layer(total, shape, samples);
}

}  // namespace lampyris
