// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/listed_sets.hpp"

#include <algorithm>
#include <utility>

namespace lampyris {
namespace {

// Neighbouring pairs of a set are often equally far apart: each sum is kept in parts, so that an addition
// does not wait for the one before it.
constexpr std::size_t sum_lanes = 4;

}  // namespace

ListedSets::ListedSets(const BitSets& sets, Slice some) {
  std::vector<std::size_t> begins;  // [gene]: of its holders
  for (std::size_t s = some.offset; s < some.end(); ++s) {
    const auto set = sets.row(s);
    begins.resize(set.size() * 64 + 1);
    for (std::size_t w = 0; w < set.size(); ++w) {
      for_each_bit(set[w], w, [&](std::size_t gene) {
        genes_.push_back(static_cast<std::uint32_t>(gene));
        ++begins[gene + 1];
      });
    }
    ends_.push_back(genes_.size());
  }
  for (std::size_t gene = 1; gene < begins.size(); ++gene) begins[gene] += begins[gene - 1];
  genes_.shrink_to_fit();
  holders_.resize(genes_.size());
  std::size_t at = 0;
  for (std::uint32_t s = 0; s < ends_.size(); ++s) {
    for (std::uint32_t place = 0; at < ends_[s]; ++at, ++place) {
      holders_[begins[genes_[at]]++] = {s, place};
    }
  }
}

double ListedSets::bytes() const {
  return static_cast<double>(genes_.size() * sizeof(genes_[0]) + holders_.size() * sizeof(holders_[0]) +
                             ends_.size() * sizeof(ends_[0]));
}

void ListedSets::widen(std::size_t longest) {
  const std::size_t columns = (longest + 1) * sum_lanes;
  if (sums_.columns() >= columns) return;
  Matrix<std::uint64_t> wider(ends_.size(), columns);
  for (std::size_t s = 0; s < sums_.rows(); ++s) {
    std::copy_n(sums_.row(s).begin(), sums_.columns(), wider.row(s).begin());
  }
  sums_ = std::move(wider);
}

template <class Distance>
void ListedSets::count_from(Slice sources, MatrixView<const Distance> distances, std::size_t longest) {
  widen(longest);
  for (; next_ < holders_.size(); ++next_) {
    const auto [set, place] = holders_[next_];
    const std::size_t begin = set == 0 ? 0 : ends_[set - 1];
    const std::size_t source = genes_[begin + place];
    if (source >= sources.end()) return;
    const auto from_source = distances.row(source - sources.offset);
    std::uint64_t* const sums = sums_.row(set).data();
    for (std::size_t later = begin + place + 1; later < ends_[set]; ++later) {
      ++sums[from_source[genes_[later]] * sum_lanes + later % sum_lanes];
    }
  }
}

template void ListedSets::count_from(Slice, MatrixView<const std::uint8_t>, std::size_t);
template void ListedSets::count_from(Slice, MatrixView<const std::uint16_t>, std::size_t);

void ListedSets::copy_counts(MatrixView<std::uint64_t> counts) const {
  for (std::size_t s = 0; s < counts.rows(); ++s) {
    std::ranges::fill(counts.row(s), 0);
    if (s >= sums_.rows()) continue;
    for (std::size_t c = sum_lanes; c < sums_.columns(); ++c) counts(s, c / sum_lanes - 1) += sums_(s, c);
  }
}

}  // namespace lampyris
