// SPDX-License-Identifier: Apache-2.0
#include "io/run/parameter_count.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>

#include "io/hdf5/file.hpp"

namespace lampyris::io {
namespace {

bool describes_only(const std::string& name) {
  constexpr std::array<std::string_view, 7> about{"genes",   "layers",   "preprocessing", "samples",
                                                  "scaling", "training", "widths"};
  return std::ranges::find(about, name) != about.end();
}

std::size_t numbers_below(const h5::File& file, const std::string& path) {
  if (file.kind(path) == h5::Kind::numbers) {
    const auto dims = file.dims(path);
    return std::accumulate(dims.begin(), dims.end(), std::size_t{1}, std::multiplies<>());
  }
  if (file.kind(path) != h5::Kind::group) return 0;
  std::size_t sum = 0;
  for (const auto& name : file.children(path)) sum += numbers_below(file, path + "/" + name);
  return sum;
}

// Of a tied network the dense layers of the second half have the weights of the first, transposed.
std::size_t repeated_weights(const h5::File& file) {
  if (!file.has("/dense")) return 0;
  const std::size_t layers = file.children("/dense").size();
  std::size_t sum = 0;
  for (std::size_t dense = (layers + 1) / 2; dense < layers; ++dense) {
    sum += numbers_below(file, fmt::format("/dense/{}/weights", dense));
  }
  return sum;
}

}  // namespace

std::size_t count_parameters(const std::filesystem::path& model, bool tied, const mpi::Communicator& ranks) {
  const auto file = h5::File::open(model, ranks);
  std::size_t sum = 0;
  for (const auto& name : file.children("/")) {
    if (!describes_only(name)) sum += numbers_below(file, "/" + name);
  }
  return tied ? sum - repeated_weights(file) : sum;
}

}  // namespace lampyris::io
