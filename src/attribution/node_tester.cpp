// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/node_tester.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "src/attribution/ranking.hpp"
#include "src/base/packed.hpp"
#include "src/base/random.hpp"
#include "src/interactome/measures.hpp"
#include "src/interactome/nested_pairs.hpp"
#include "src/interactome/null_sets.hpp"
#include "src/statistics/empirical.hpp"

namespace lampyris {
namespace {

constexpr std::size_t measures = measure_names.size();
constexpr std::size_t most_sets_at_once = 4096;                    // uniform ones in memory
constexpr std::size_t most_values_at_once = std::size_t{1} << 22;  // of matched null sets: 64 MB
constexpr std::size_t sets_between_signs = 64;

using Values = std::array<double, measures>;

Values values_of(const SetMeasures& set) {
  static_assert(measures == 3, "a measure needs its value below, in the order of measure_names");
  return {set.edges, set.density, set.closeness};
}

// No set depends on which others a rank draws.
std::uint64_t uniform_index(std::size_t list, std::size_t set) {
  return (list << 56) | set;
}

std::string unit_name(std::size_t unit) {
  return fmt::format("node {}", unit);
}

NetworkTest compare(double value, std::span<const double> null) {
  auto moments = null_moments(null);
  // The mean of equal values may differ from them in the last bit, which would leave a tiny sd and a huge z.
  if (std::adjacent_find(null.begin(), null.end(), std::not_equal_to<>()) == null.end()) moments.sd = 0;
  const auto reached = static_cast<std::size_t>(
      std::count_if(null.begin(), null.end(), [&](double drawn) { return drawn >= value; }));
  return {value, moments.mean, moments.sd, z_score(value, moments), empirical_p(reached, null.size()), 0};
}

}  // namespace

NodeTester::NodeTester(const Network& network, PairCounter& pairs, const NetworkTestOptions& options,
                       Slice units, NetworkTests& results, Progress& progress, KeptUnits& kept)
    : network_(network),
      pairs_(pairs),
      options_(options),
      units_(units),
      results_(results),
      progress_(progress),
      kept_(kept),
      bins_(degree_bins(network)),
      uniform_(options.top.size()),
      listed_(units.count * options.top.size()) {
  for (std::size_t v = 0; v < network.genes(); ++v) candidates_.push_back(network.measured_of(v));
}

NodeTester::NullValues NodeTester::by_measure(std::span<const Values> sets) {
  NullValues values;
  for (const Values& set : sets) {
    for (std::size_t m = 0; m < measures; ++m) values[m].push_back(set[m]);
  }
  return values;
}

std::vector<Values> NodeTester::measure(const Added& what, MatrixView<const std::uint64_t> counts) const {
  const InverseDistances inverse(counts.columns());
  std::vector<Values> values;
  for (std::size_t s = 0; s < counts.rows(); ++s) {
    values.push_back(values_of(inverse.measures(inverse.sum(counts.row(s)), options_.top[what.list])));
  }
  return values;
}

void NodeTester::add(Added what, BitSets sets) {
  added_.push_back(what);
  pairs_.add(std::move(sets));
  if (pairs_.is_full()) count();
}

void NodeTester::add_uniform(Slice sets) {
  const std::array<Slice, 1> all = {Slice{0, network_.genes()}};
  for (std::size_t list = 0; list < options_.top.size(); ++list) {
    const std::array<std::size_t, 1> wanted = {options_.top[list]};
    for (std::size_t first = 0; first < sets.count; first += most_sets_at_once) {
      BitSets drawn(std::min(most_sets_at_once, sets.count - first), network_.genes());
#pragma omp parallel for schedule(static)
      for (std::size_t s = 0; s < drawn.size(); ++s) {
        Random random(options_.seed, Stream::null_uniform, uniform_index(list, sets.offset + first + s));
        draw_set(random, all, wanted, drawn.row(s));
      }
      add({list, std::nullopt}, std::move(drawn));
      progress_.advance(0);
    }
  }
}

void NodeTester::list_nodes(const NodeNumbers& nodes, const ScoresOfNode& scores) {
  const std::size_t longest = *std::max_element(options_.top.begin(), options_.top.end());
  for (const LayerNodes& some : nodes.layers_of(units_)) {
    for (std::size_t i = 0; i < some.nodes.count; ++i) {
      const std::size_t unit = some.first_unit + i;
      if (options_.classes.is_constant(unit)) {
        leave_out(unit);
      } else if (!take_kept(unit)) {
        Open node{unit, {}};
        for (const auto gene :
             top_genes_among(scores(some.layer, some.nodes.offset + i), candidates_, longest)) {
          node.genes.push_back(static_cast<std::uint32_t>(*network_.vertex_of(gene)));
        }
        open_.push_back(std::move(node));
      }
    }
  }
}

void NodeTester::fill(const Open& node, std::size_t list, std::span<Word> set) const {
  for (const std::size_t gene : std::span(node.genes).first(options_.top[list])) set_bit(set, gene);
}

void NodeTester::add_matched() {
  for (const Open& node : open_) {
    for (std::size_t list = 0; list < options_.top.size(); ++list) {
      BitSets sets(1 + options_.null_sets, network_.genes());  // the first is the list
      fill(node, list, sets.row(0));
      const auto wanted = count_in_bins(sets.row(0), bins_);
#pragma omp parallel
      {
        NullOrders orders(options_.seed, bins_);
#pragma omp for schedule(static)
        for (std::size_t s = 0; s < options_.null_sets; ++s) {
          for (const auto gene : orders.first_genes(s, wanted)) set_bit(sets.row(1 + s), gene);
        }
      }
      add({list, node.unit}, std::move(sets));
    }
  }
}

void NodeTester::count() {
  const auto counts = pairs_.count(progress_);
  for (std::size_t g = 0; g < counts.size(); ++g) {
    const Added& what = added_[g];
    const auto values = measure(what, counts[g].view());
    if (!what.unit) {
      uniform_[what.list].insert(uniform_[what.list].end(), values.begin(), values.end());
      continue;
    }
    listed(*what.unit)[what.list] = values[0];
    compare_with_matched(*what.unit, what.list, by_measure(std::span(values).subspan(1)));
    if (what.list + 1 == results_.lists) finish(*what.unit);
  }
  added_.clear();
}

void NodeTester::measure_lists(const PairDistances& distances) {
  for (std::size_t list = 0; list < results_.lists; ++list) {
    BitSets sets(open_.size(), network_.genes());
    for (std::size_t i = 0; i < open_.size(); ++i) fill(open_[i], list, sets.row(i));
    Matrix<std::uint64_t> counts(sets.size(), distances.longest());
    distances.count(sets, counts.view());
    const auto values = measure({list, std::nullopt}, counts.view());
    for (std::size_t i = 0; i < open_.size(); ++i) listed(open_[i].unit)[list] = values[i];
  }
}

void NodeTester::count_matched(const PairDistances& distances, const World& world) {
  measure_lists(distances);
  // What the null sets of all nodes have of each bin; nothing for a node that is constant or done.
  const std::size_t nodes = results_.tests.size() / results_.per_node();
  Matrix<std::uint32_t> profiles(nodes * results_.lists, bins_.size());
  for (const Open& node : open_) {
    for (std::size_t list = 0; list < results_.lists; ++list) {
      BitSets set(1, network_.genes());
      fill(node, list, set.row(0));
      std::ranges::copy(count_in_bins(set.row(0), bins_),
                        profiles.row(node.unit * results_.lists + list).begin());
    }
  }
  gather_shares(world, profiles.values(), results_.lists * bins_.size());
  std::vector<std::size_t> open;
  for (std::size_t unit = 0; unit < nodes; ++unit) {
    const auto profile = profiles.row(unit * results_.lists);
    if (std::ranges::any_of(profile, [](std::uint32_t genes) { return genes > 0; })) open.push_back(unit);
  }
  const std::size_t at_once =
      std::max<std::size_t>(1, most_values_at_once / (results_.lists * (options_.null_sets + 1)));
  for (std::size_t first = 0; first < open.size(); first += at_once) {
    const auto begin = open.begin() + static_cast<std::ptrdiff_t>(first);
    count_block({begin, begin + static_cast<std::ptrdiff_t>(std::min(at_once, open.size() - first))},
                profiles.view(), distances, world);
  }
}

void NodeTester::count_block(const std::vector<std::size_t>& units, MatrixView<const std::uint32_t> profiles,
                             const PairDistances& distances, const World& world) {
  const std::size_t lists = results_.lists;
  Matrix<std::uint32_t> own(units.size() * lists, bins_.size());
  for (std::size_t i = 0; i < own.rows(); ++i) {
    std::ranges::copy(profiles.row(units[i / lists] * lists + i % lists), own.row(i).begin());
  }
  const NestedPairs nested(distances, own.view());
  Matrix<PairSums> sums(options_.null_sets, own.rows());
  const Slice mine = world.share(options_.null_sets);
  for (std::size_t first = mine.offset; first < mine.end(); first += sets_between_signs) {
    const std::size_t end = std::min(first + sets_between_signs, mine.end());
#pragma omp parallel
    {
      NullOrders orders(options_.seed, bins_);
#pragma omp for schedule(dynamic)
      for (std::size_t s = first; s < end; ++s) {
        nested.sum(orders.first_genes(s, nested.longest()), sums.row(s));
      }
    }
    progress_.advance(0);
  }
  gather_shares(world, sums.values(), own.rows());
  const InverseDistances inverse(distances.longest());
  std::vector<Values> values(options_.null_sets);
  for (std::size_t i = 0; i < own.rows(); ++i) {
    const std::size_t unit = units[i / lists];
    const std::size_t list = i % lists;
    if (!units_.contains(unit)) continue;
    for (std::size_t s = 0; s < values.size(); ++s) {
      values[s] = values_of(inverse.measures(sums(s, i), options_.top[list]));
    }
    compare_with_matched(unit, list, by_measure(values));
    if (list + 1 == lists) finish(unit);
  }
}

void NodeTester::compare_with_matched(std::size_t unit, std::size_t list, const NullValues& drawn) {
  for (std::size_t m = 0; m < measures; ++m) {
    results_.tests[results_.at(unit, list, m, 1)] = compare(listed(unit)[list][m], drawn[m]);
  }
}

void NodeTester::finish(std::size_t unit) {
  Packer packer;
  for (std::size_t list = 0; list < results_.lists; ++list) {
    packer.add(listed(unit)[list]);
    for (std::size_t m = 0; m < measures; ++m) packer.add(results_.tests[results_.at(unit, list, m, 1)]);
  }
  kept_.keep(unit_name(unit), packer.bytes());
  progress_.advance(1);
}

void NodeTester::leave_out(std::size_t unit) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::fill_n(results_.tests.begin() + static_cast<std::ptrdiff_t>(unit * results_.per_node()),
              results_.per_node(), NetworkTest{none, none, none, none, none, none});
  progress_.advance(1);
}

bool NodeTester::take_kept(std::size_t unit) {
  const std::string* const bytes = kept_.find(unit_name(unit));
  if (bytes == nullptr) return false;
  Unpacker unpacker(*bytes);
  for (std::size_t list = 0; list < results_.lists; ++list) {
    if (!unpacker.get(listed(unit)[list])) return false;
    for (std::size_t m = 0; m < measures; ++m) {
      if (!unpacker.get(results_.tests[results_.at(unit, list, m, 1)])) return false;
    }
  }
  if (!unpacker.is_empty()) return false;
  progress_.advance(1);
  return true;
}

void NodeTester::compare_with_uniform(const World& world) {
  const Slice mine = world.share(options_.null_sets);
  for (std::size_t list = 0; list < results_.lists; ++list) {
    std::vector<Values> whole(options_.null_sets);
    std::copy(uniform_[list].begin(), uniform_[list].end(),
              whole.begin() + static_cast<std::ptrdiff_t>(mine.offset));
    gather_shares(world, std::span(whole), 1);
    const auto drawn = by_measure(whole);
    for (std::size_t i = 0; i < units_.count; ++i) {
      if (options_.classes.is_constant(units_.offset + i)) continue;
      for (std::size_t m = 0; m < measures; ++m) {
        results_.tests[results_.at(units_.offset + i, list, m, 0)] =
            compare(listed(units_.offset + i)[list][m], drawn[m]);
      }
    }
  }
}

}  // namespace lampyris
