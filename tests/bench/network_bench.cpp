// SPDX-License-Identifier: Apache-2.0
// How long the tests of nodes in a protein network take: mpirun -n P network_bench EDGES. Each node's list
// lies around a random gene, as lists of real nodes do; with --plain null sets are counted one by one.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "io/networks/network_file.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/rank_world.hpp"
#include "src/attribution/network_tests.hpp"
#include "src/base/random.hpp"
#include "src/interactome/held_pairs.hpp"

namespace {

using namespace lampyris;

struct Options {
  std::string edges;
  double score = 0;
  std::size_t nodes = 1536;
  std::size_t null_sets = 1000;
  std::vector<std::size_t> top = {100, 1000};
  bool plain = false;
};

/// Distances in memory, of which it does not tell, so that every null set is counted alone.
class PlainPairs final : public PairCounter {
 public:
  explicit PlainPairs(const PairDistances& distances) : pairs_(distances) {}
  void add(BitSets sets) override { pairs_.add(std::move(sets)); }
  [[nodiscard]] bool is_full() const override { return pairs_.is_full(); }
  [[nodiscard]] std::vector<Matrix<std::uint64_t>> count(Progress& progress) override {
    return pairs_.count(progress);
  }

 private:
  HeldPairs pairs_;
};

std::vector<float> scores_of(const Network& network, std::size_t genes, std::size_t node) {
  Random random(1, Stream::simulated_noise, node);
  std::vector<float> scores(genes);
  for (auto& score : scores) score = static_cast<float>(random.normal());
  const std::size_t centre = random.below(network.genes());
  const auto brighten = [&](std::size_t vertex) {
    if (vertex < network.genes()) scores[network.measured_of(vertex)] *= 4;
  };
  for (const auto near : network.neighbours(centre)) {
    brighten(near);
    for (const auto far : network.neighbours(near)) brighten(far);
  }
  return scores;
}

void run(const Options& options, const mpi::Communicator& ranks) {
  const auto file = io::read_network_file(options.edges, options.score, nullptr);
  std::set<std::string> names;
  for (const auto& [one, other] : file.edges) names.insert({one, other});
  const std::vector<std::string> genes(names.begin(), names.end());
  const Network network(file.edges, genes);
  const mpi::RankWorld world(ranks);
  const auto seconds_since = [](auto begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const auto begin = std::chrono::steady_clock::now();
  const PairDistances distances(network, world);
  const double searched = seconds_since(begin);
  std::unique_ptr<PairCounter> pairs;
  if (options.plain) {
    pairs = std::make_unique<PlainPairs>(distances);
  } else {
    pairs = std::make_unique<HeldPairs>(distances);
  }
  NoProgress progress;
  NoKeptUnits none;
  const auto tests = test_nodes(
      network, *pairs, NodeNumbers({options.nodes}),
      [&](std::size_t, std::size_t node) { return scores_of(network, genes.size(), node); },
      {.seed = 1, .top = options.top, .null_sets = options.null_sets}, world, progress, none);
  const double all = seconds_since(begin);
  if (ranks.rank() != 0) return;
  double sum = 0;
  for (const auto& test : tests.tests) sum += test.p;
  fmt::print("{} genes, {} edges, longest distance {}\ndistances {:.1f} s, all {:.1f} s; mean p {:.6f}\n",
             network.genes(), network.edges(), distances.longest(), searched, all,
             sum / static_cast<double>(tests.tests.size()));
}

}  // namespace

int main(int count, char** words) {
  mpi::Environment environment(count, words);
  Options options;
  CLI::App app("Times the tests of nodes in a protein network");
  app.add_option("edges", options.edges)->required();
  app.add_option("--score", options.score);
  app.add_option("--nodes", options.nodes);
  app.add_option("--null-sets", options.null_sets);
  app.add_option("--top", options.top)->delimiter(',');
  app.add_flag("--plain", options.plain);
  CLI11_PARSE(app, count, words);
  run(options, mpi::Communicator::world());
  return 0;
}
