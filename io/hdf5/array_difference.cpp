// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/array_difference.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"

namespace lampyris::io::h5 {
namespace {

std::vector<double> numbers_of(const File& file, const std::string& path,
                               const std::vector<std::size_t>& dims) {
  if (dims.size() != 2) return file.read<double>(path);
  const auto block = file.read_block<double>(path, {0, dims[0]}, {0, dims[1]});
  return {block.values().begin(), block.values().end()};
}

std::optional<double> of_numbers(const File& a, const File& b, const std::string& path) {
  const auto dims = a.dims(path);
  if (dims != b.dims(path)) return std::nullopt;
  const auto x = numbers_of(a, path, dims);
  const auto y = numbers_of(b, path, dims);
  double greatest = 0;
  double difference = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) != std::isnan(y[i])) return std::nullopt;
    if (std::isnan(x[i])) continue;
    greatest = std::max(greatest, std::abs(x[i]));
    difference = std::max(difference, std::abs(x[i] - y[i]));
  }
  return difference == 0 ? 0 : difference / std::max(greatest, difference);
}

std::optional<double> of_object(const File& a, const File& b, const std::string& path) {
  const Kind kind = a.kind(path);
  if (kind != b.kind(path)) return std::nullopt;
  if (kind == Kind::numbers) return of_numbers(a, b, path);
  if (kind == Kind::texts) {
    if (a.read_strings(path) != b.read_strings(path)) return std::nullopt;
    return 0;
  }
  if (kind != Kind::group) return 0;
  const auto names = a.children(path);
  if (names != b.children(path)) return std::nullopt;
  double largest = 0;
  for (const auto& name : names) {
    const auto difference = of_object(a, b, (path == "/" ? "" : path) + "/" + name);
    if (!difference) return std::nullopt;
    largest = std::max(largest, *difference);
  }
  return largest;
}

}  // namespace

std::optional<double> largest_difference(const std::filesystem::path& a, const std::filesystem::path& b) {
  const auto alone = mpi::Communicator::self();
  return of_object(File::open(a, alone), File::open(b, alone), "/");
}

}  // namespace lampyris::io::h5
