// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/network_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <type_traits>

#include "src/attribution/ranking.hpp"
#include "src/base/error.hpp"
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

class Tester {
 public:
  Tester(const Network& network, const PairDistances& distances, const NetworkTestOptions& options)
      : network_(network), distances_(distances), options_(options), bins_(degree_bins(network)) {
    for (std::size_t v = 0; v < network.genes(); ++v) candidates_.push_back(network.measured_of(v));
  }

  /// Collective.
  void draw_uniform(const World& world);
  /// All tests of one node without their q, [list][measure][null].
  [[nodiscard]] std::vector<NetworkTest> test(std::size_t layer, std::size_t node,
                                              std::span<const float> scores) const;

 private:
  struct Draw {
    Stream stream;
    std::size_t list, layer, node;
  };
  [[nodiscard]] std::vector<Values> measure(const BitSets& sets, std::size_t genes) const;
  [[nodiscard]] std::vector<Values> draw(const Draw& what, std::span<const Slice> bins,
                                         std::span<const std::size_t> wanted, Slice sets) const;

  const Network& network_;
  const PairDistances& distances_;
  const NetworkTestOptions& options_;
  std::vector<Slice> bins_;
  std::vector<std::size_t> candidates_;
  std::vector<NullValues> uniform_;  ///< [list]
};

NullValues by_measure(const std::vector<Values>& sets) {
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

std::vector<Values> Tester::measure(const BitSets& sets, std::size_t genes) const {
  Matrix<std::uint64_t> counts(sets.size(), distances_.longest());
  distances_.count(sets, counts.view());
  std::vector<Values> values;
  for (std::size_t s = 0; s < sets.size(); ++s) values.push_back(values_of(counts.row(s), genes));
  return values;
}

std::vector<Values> Tester::draw(const Draw& what, std::span<const Slice> bins,
                                 std::span<const std::size_t> wanted, Slice sets) const {
  BitSets drawn(sets.count, network_.genes());
#pragma omp parallel for schedule(static)
  for (std::size_t s = 0; s < sets.count; ++s) {
    Random random(options_.seed, what.stream,
                  random_index(what.list, what.layer, what.node, sets.offset + s));
    draw_set(random, bins, wanted, drawn.row(s));
  }
  return measure(drawn, std::accumulate(wanted.begin(), wanted.end(), std::size_t{0}));
}

void Tester::draw_uniform(const World& world) {
  const Slice mine = world.share(options_.null_sets);
  const std::array<Slice, 1> all = {Slice{0, network_.genes()}};
  for (std::size_t list = 0; list < options_.top.size(); ++list) {
    const std::array<std::size_t, 1> wanted = {options_.top[list]};
    const auto drawn = draw({Stream::null_uniform, list, 0, 0}, all, wanted, mine);
    std::vector<Values> whole(options_.null_sets);
    std::copy(drawn.begin(), drawn.end(), whole.begin() + static_cast<std::ptrdiff_t>(mine.offset));
    gather_shares(world, std::span(whole), 1);
    uniform_.push_back(by_measure(whole));
  }
}

std::vector<NetworkTest> Tester::test(std::size_t layer, std::size_t node,
                                      std::span<const float> scores) const {
  std::vector<NetworkTest> tests;
  const auto ranked =
      top_genes_among(scores, candidates_, *std::max_element(options_.top.begin(), options_.top.end()));
  for (std::size_t list = 0; list < options_.top.size(); ++list) {
    BitSets set(1, network_.genes());
    for (const std::size_t gene : std::span(ranked).first(options_.top[list])) {
      set_bit(set.row(0), *network_.vertex_of(gene));
    }
    const auto value = measure(set, options_.top[list])[0];
    const auto matched = by_measure(draw({Stream::null_degree, list, layer, node}, bins_,
                                         count_in_bins(set.row(0), bins_), {0, options_.null_sets}));
    for (std::size_t m = 0; m < measures; ++m) {
      tests.push_back(compare(value[m], uniform_[list][m]));
      tests.push_back(compare(value[m], matched[m]));
    }
  }
  return tests;
}

void add_q(NetworkTests& results, std::size_t units) {
  for (std::size_t column = 0; column < results.per_node(); ++column) {
    std::vector<double> p;
    for (std::size_t unit = 0; unit < units; ++unit) {
      p.push_back(results.tests[unit * results.per_node() + column].p);
    }
    const auto q = benjamini_hochberg(p);
    for (std::size_t unit = 0; unit < units; ++unit) {
      results.tests[unit * results.per_node() + column].q = q[unit];
    }
  }
}

}  // namespace

NetworkTests test_nodes(const Network& network, const PairDistances& distances, const NodeNumbers& nodes,
                        const ScoresOfNode& scores, const NetworkTestOptions& options, const World& world,
                        Progress& progress) {
  if (options.null_sets >= most_sets || options.top.size() > most_lists) {
    throw UsageError(
        fmt::format("interactome.null_sets = {}, interactome.top has {}: must be below {}, at most {}",
                    options.null_sets, options.top.size(), most_sets, most_lists));
  }
  NetworkTests results{options.top.size(), {}};
  if (results.lists == 0) return results;
  Tester tester(network, distances, options);
  tester.draw_uniform(world);

  results.tests.resize(nodes.total() * results.per_node());
  for (const LayerNodes& some : nodes.layers_of(world.share(nodes.total()))) {
    for (std::size_t i = 0; i < some.nodes.count; ++i) {
      const std::size_t node = some.nodes.offset + i;
      const auto tests = tester.test(some.layer, node, scores(some.layer, node));
      std::copy(
          tests.begin(), tests.end(),
          results.tests.begin() + static_cast<std::ptrdiff_t>((some.first_unit + i) * results.per_node()));
      progress.advance(1);
    }
  }
  static_assert(std::is_trivially_copyable_v<NetworkTest>);
  gather_shares(world, std::span(results.tests), results.per_node());
  add_q(results, nodes.total());
  return results;
}

}  // namespace lampyris
