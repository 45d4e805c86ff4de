// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/network_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "src/attribution/ranking.hpp"
#include "src/base/error.hpp"
#include "src/base/packed.hpp"
#include "src/base/random.hpp"
#include "src/interactome/measures.hpp"
#include "src/interactome/null_sets.hpp"
#include "src/statistics/empirical.hpp"
#include "src/statistics/multiple_testing.hpp"

namespace lampyris {
namespace {

constexpr std::size_t measures = measure_names.size();
constexpr std::size_t most_sets = std::size_t{1} << 24;
constexpr std::size_t most_lists = std::size_t{1} << 8;

// Values of the null sets, [measure][set].
using NullValues = std::array<std::vector<double>, measures>;
using Values = std::array<double, measures>;

Values values_of(std::span<const std::uint64_t> pairs_at_distance, std::size_t genes) {
  static_assert(measures == 3, "a measure needs its value below, in the order of measure_names");
  const SetMeasures set = set_measures(pairs_at_distance, genes);
  return {set.edges, set.density, set.closeness};
}

// Every random set has its own index, so that no set depends on which others a rank draws.
std::uint64_t random_index(std::size_t list, std::size_t layer, std::size_t node, std::size_t set) {
  return (list << 56) | (layer << 48) | (node << 24) | set;
}

std::string unit_name(std::size_t unit) {
  return fmt::format("node {}", unit);
}

class Tester {
 public:
  /// `units` are the nodes to test, numbered over all layers.
  Tester(const Network& network, PairCounter& pairs, const NetworkTestOptions& options, Slice units,
         NetworkTests& results, Progress& progress, KeptUnits& kept)
      : network_(network),
        pairs_(pairs),
        options_(options),
        units_(units),
        results_(results),
        progress_(progress),
        kept_(kept),
        bins_(degree_bins(network)),
        listed_(units.count * options.top.size()) {
    for (std::size_t v = 0; v < network.genes(); ++v) candidates_.push_back(network.measured_of(v));
  }

  /// Draws the uniform null sets of my share.
  void add_uniform(Slice sets);
  /// Takes what an earlier start has kept of a node; false when there is nothing.
  [[nodiscard]] bool take_kept(std::size_t unit);
  /// Takes a node's lists and draws their degree-matched null sets.
  void add_node(std::size_t unit, std::size_t layer, std::size_t node, std::span<const float> scores);
  /// Marks a constant node as one without tests.
  void leave_out(std::size_t unit);
  /// Counts what was added.
  void count();
  /// Collective. Compares all nodes with the uniform null, when everything is counted.
  void compare_with_uniform(const World& world);

 private:
  // What a group of sets is: the uniform null sets of a list, or a node's list and its matched null sets.
  struct Added {
    std::size_t list;
    std::optional<std::size_t> unit;
  };
  void add(Added what, BitSets sets);
  void finish(std::size_t unit);
  // The measures of a node's lists.
  [[nodiscard]] std::span<Values> listed(std::size_t unit) {
    return std::span(listed_).subspan((unit - units_.offset) * results_.lists, results_.lists);
  }
  [[nodiscard]] std::vector<Values> measure(const Added& what, MatrixView<const std::uint64_t> counts) const;

  const Network& network_;
  PairCounter& pairs_;
  const NetworkTestOptions& options_;
  Slice units_;
  NetworkTests& results_;
  Progress& progress_;
  KeptUnits& kept_;
  std::vector<Slice> bins_;
  std::vector<std::size_t> candidates_;
  std::vector<Added> added_;
  std::vector<std::vector<Values>> uniform_;  ///< [list][set of my share]
  std::vector<Values> listed_;                ///< [unit of mine][list]
};

NullValues by_measure(std::span<const Values> sets) {
  NullValues values;
  for (const Values& set : sets) {
    for (std::size_t m = 0; m < measures; ++m) values[m].push_back(set[m]);
  }
  return values;
}

NetworkTest compare(double value, std::span<const double> null) {
  auto moments = null_moments(null);
  // The mean of equal values may differ from them in the last bit, which would leave a tiny sd and a huge z.
  if (std::adjacent_find(null.begin(), null.end(), std::not_equal_to<>()) == null.end()) moments.sd = 0;
  const auto reached = static_cast<std::size_t>(
      std::count_if(null.begin(), null.end(), [&](double drawn) { return drawn >= value; }));
  return {value, moments.mean, moments.sd, z_score(value, moments), empirical_p(reached, null.size()), 0};
}

std::vector<Values> Tester::measure(const Added& what, MatrixView<const std::uint64_t> counts) const {
  std::vector<Values> values;
  for (std::size_t s = 0; s < counts.rows(); ++s) {
    values.push_back(values_of(counts.row(s), options_.top[what.list]));
  }
  return values;
}

void Tester::add(Added what, BitSets sets) {
  added_.push_back(what);
  pairs_.add(std::move(sets));
  if (pairs_.is_full()) count();
}

void Tester::add_uniform(Slice sets) {
  const std::array<Slice, 1> all = {Slice{0, network_.genes()}};
  for (std::size_t list = 0; list < options_.top.size(); ++list) {
    const std::array<std::size_t, 1> wanted = {options_.top[list]};
    BitSets drawn(sets.count, network_.genes());
#pragma omp parallel for schedule(static)
    for (std::size_t s = 0; s < sets.count; ++s) {
      Random random(options_.seed, Stream::null_uniform, random_index(list, 0, 0, sets.offset + s));
      draw_set(random, all, wanted, drawn.row(s));
    }
    add({list, std::nullopt}, std::move(drawn));
  }
}

void Tester::add_node(std::size_t unit, std::size_t layer, std::size_t node, std::span<const float> scores) {
  const auto ranked =
      top_genes_among(scores, candidates_, *std::max_element(options_.top.begin(), options_.top.end()));
  for (std::size_t list = 0; list < options_.top.size(); ++list) {
    BitSets sets(1 + options_.null_sets, network_.genes());  // the first is the list
    for (const std::size_t gene : std::span(ranked).first(options_.top[list])) {
      set_bit(sets.row(0), *network_.vertex_of(gene));
    }
    const auto wanted = count_in_bins(sets.row(0), bins_);
#pragma omp parallel for schedule(static)
    for (std::size_t s = 0; s < options_.null_sets; ++s) {
      Random random(options_.seed, Stream::null_degree, random_index(list, layer, node, s));
      draw_set(random, bins_, wanted, sets.row(1 + s));
    }
    add({list, unit}, std::move(sets));
  }
}

void Tester::count() {
  const auto counts = pairs_.count(progress_);
  for (std::size_t g = 0; g < counts.size(); ++g) {
    const Added& what = added_[g];
    const auto values = measure(what, counts[g].view());
    if (!what.unit) {
      uniform_.push_back(values);
      continue;
    }
    listed(*what.unit)[what.list] = values[0];
    const auto matched = by_measure(std::span(values).subspan(1));
    for (std::size_t m = 0; m < measures; ++m) {
      results_.tests[results_.at(*what.unit, what.list, m, 1)] = compare(values[0][m], matched[m]);
    }
    if (what.list + 1 == results_.lists) finish(*what.unit);
  }
  added_.clear();
}

void Tester::finish(std::size_t unit) {
  Packer packer;
  for (std::size_t list = 0; list < results_.lists; ++list) {
    packer.add(listed(unit)[list]);
    for (std::size_t m = 0; m < measures; ++m) packer.add(results_.tests[results_.at(unit, list, m, 1)]);
  }
  kept_.keep(unit_name(unit), packer.bytes());
  progress_.advance(1);
}

void Tester::leave_out(std::size_t unit) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::fill_n(results_.tests.begin() + static_cast<std::ptrdiff_t>(unit * results_.per_node()),
              results_.per_node(), NetworkTest{none, none, none, none, none, none});
  progress_.advance(1);
}

bool Tester::take_kept(std::size_t unit) {
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

void Tester::compare_with_uniform(const World& world) {
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

void add_q(NetworkTests& results, std::size_t units, const SignatureClasses& classes) {
  const auto counted = classes.counted({0, units});
  for (std::size_t column = 0; column < results.per_node(); ++column) {
    std::vector<double> p;
    for (std::size_t unit = 0; unit < units; ++unit) {
      p.push_back(results.tests[unit * results.per_node() + column].p);
    }
    const auto q = benjamini_hochberg(p, counted);
    for (std::size_t unit = 0; unit < units; ++unit) {
      results.tests[unit * results.per_node() + column].q = q[unit];
    }
  }
}

}  // namespace

NetworkTests test_nodes(const Network& network, PairCounter& pairs, const NodeNumbers& nodes,
                        const ScoresOfNode& scores, const NetworkTestOptions& options, const World& world,
                        Progress& progress, KeptUnits& kept) {
  if (options.null_sets >= most_sets || options.top.size() > most_lists) {
    throw UsageError(
        fmt::format("interactome.null_sets = {}, interactome.top has {}: must be below {}, at most {}",
                    options.null_sets, options.top.size(), most_sets, most_lists));
  }
  NetworkTests results{options.top.size(), {}};
  if (results.lists == 0) return results;
  results.tests.resize(nodes.total() * results.per_node());
  const Slice mine = world.share(nodes.total());
  Tester tester(network, pairs, options, mine, results, progress, kept);
  tester.add_uniform(world.share(options.null_sets));
  for (const LayerNodes& some : nodes.layers_of(mine)) {
    for (std::size_t i = 0; i < some.nodes.count; ++i) {
      const std::size_t node = some.nodes.offset + i;
      const std::size_t unit = some.first_unit + i;
      if (options.classes.is_constant(unit)) {
        tester.leave_out(unit);
      } else if (!tester.take_kept(unit)) {
        tester.add_node(unit, some.layer, node, scores(some.layer, node));
      }
    }
  }
  tester.count();
  tester.compare_with_uniform(world);
  static_assert(std::is_trivially_copyable_v<NetworkTest>);
  gather_shares(world, std::span(results.tests), results.per_node());
  add_q(results, nodes.total(), options.classes);
  return results;
}

}  // namespace lampyris
