// SPDX-License-Identifier: Apache-2.0
#include "src/planning/memory_plan.hpp"

#include <algorithm>
#include <numeric>

#include "src/autoencoder/parameter_layout.hpp"

namespace lampyris {

std::vector<MemoryItem> memory_plan(const MemoryQuestion& question) {
  const Architecture& shape = question.architecture;
  const auto number =
      static_cast<double>(question.precision == Precision::bf16 ? sizeof(bfloat16) : sizeof(float));
  const auto genes = static_cast<double>(question.genes);
  const auto rows = static_cast<double>(question.rows);
  const auto layout = gene_layout(shape, {0, question.genes});
  const auto parameters = static_cast<double>(layout.size());
  const auto inner = static_cast<double>(inner_parameters(layout).count);
  const double nodes =
      static_cast<double>(std::accumulate(shape.widths.begin(), shape.widths.end(), std::size_t{0}));
  const auto outer = static_cast<double>(std::max(shape.widths.front(), shape.widths.back()));
  // MPI, HDF5, BLAS and the program itself, as measured with nothing to hold.
  constexpr double program = 110e6;
  // Two batches are under way beside the current one.
  constexpr double streamed_batches = 3;

  std::vector<MemoryItem> items;
  if (!question.streamed) {
    items.push_back({"training samples", static_cast<double>(question.training) * genes * number});
  }
  items.push_back({"held-out samples", static_cast<double>(question.heldout) * genes * number});
  items.push_back({"weights, gradient, two moments, best weights", 5 * sizeof(float) * parameters});
  if (question.averages) items.push_back({"moving average of the weights", sizeof(float) * parameters});
  if (!shape.plain() || question.drops) {
    items.push_back({"sums of hidden nodes", rows * nodes * sizeof(float) * (question.drops ? 2 : 1)});
  }
  if (question.precision == Precision::bf16) items.push_back({"weights in bf16", number * parameters});
  items.push_back(
      {"batch and reconstruction", (question.streamed ? streamed_batches + 1 : 2) * rows * genes * number});
  items.push_back(
      {"hidden layers and exchange",
       rows * (nodes * 2 * number + outer * (sizeof(float) + 2 * number)) + 2 * sizeof(float) * inner});
  items.push_back({"program and libraries", program});
  return items;
}

double total_bytes(const std::vector<MemoryItem>& items) {
  return std::accumulate(items.begin(), items.end(), 0.0,
                         [](double sum, const MemoryItem& item) { return sum + item.bytes; });
}

}  // namespace lampyris
