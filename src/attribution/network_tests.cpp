// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/network_tests.hpp"

#include <fmt/format.h>

#include <span>
#include <type_traits>
#include <vector>

#include "src/attribution/node_tester.hpp"
#include "src/base/error.hpp"
#include "src/statistics/multiple_testing.hpp"

namespace lampyris {
namespace {

constexpr std::size_t most_sets = std::size_t{1} << 24;
constexpr std::size_t most_lists = std::size_t{1} << 8;

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
  NodeTester tester(network, pairs, options, mine, results, progress, kept);
  tester.add_uniform(world.share(options.null_sets));
  tester.list_nodes(nodes, scores);
  const PairDistances* const distances = pairs.distances();
  if (distances == nullptr) tester.add_matched();
  tester.count();
  if (distances != nullptr) tester.count_matched(*distances, world);
  tester.compare_with_uniform(world);
  static_assert(std::is_trivially_copyable_v<NetworkTest>);
  gather_shares(world, std::span(results.tests), results.per_node());
  add_q(results, nodes.total(), options.classes);
  return results;
}

}  // namespace lampyris
