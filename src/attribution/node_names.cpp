// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/node_names.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "src/linalg/matrix.hpp"
#include "src/statistics/hypergeometric.hpp"
#include "src/statistics/multiple_testing.hpp"

namespace lampyris {
namespace {

/// The same few tables come again and again.
class KnownTails {
 public:
  explicit KnownTails(std::size_t background) : background_(background) {}
  double operator()(std::size_t set, std::size_t signature, std::size_t overlap) {
    if (overlap == 0) return 1;
    const auto [found, added] = known_.try_emplace({set, signature, overlap}, 0.0);
    if (added) found->second = hypergeometric_upper({background_, set, signature, overlap});
    return found->second;
  }

 private:
  std::size_t background_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, double> known_;
};

struct BestSet {
  std::uint64_t set = 0, overlap = 0;
};

// The names of one layer's nodes, of which `units` are the numbers.
class LayerNames {
 public:
  LayerNames(Slice units, const SetIndex& sets)
      : units_(units), sets_(sets), p_(units.count, sets.size()), best_(units.count) {}

  void test(std::size_t node, std::span<const std::uint32_t> signature, KnownTails& tails) {
    const std::vector<std::size_t> genes(signature.begin(), signature.end());
    const auto overlaps = sets_.overlaps(genes);
    const auto p = p_.row(node);
    for (std::size_t s = 0; s < p.size(); ++s) p[s] = tails(sets_.genes_in(s), genes.size(), overlaps[s]);
    const auto least = static_cast<std::size_t>(std::ranges::min_element(p) - p.begin());
    best_[node] = {least, overlaps[least]};
  }

  void gather(const World& world) {
    gather_shares(world, p_.values(), p_.columns());
    gather_shares(world, std::span(best_), 1);
  }

  void give(const SignatureClasses& classes, std::span<NodeName> names) const {
    const auto counted = classes.counted(units_);
    std::vector<double> p;
    std::vector<bool> counts;
    std::vector<std::size_t> of;
    for (std::size_t node = 0; node < units_.count; ++node) {
      if (classes.is_constant(units_.offset + node)) continue;
      // Of a node that repeats a signature its best set alone is looked up.
      const auto row = counted[node] ? p_.row(node) : p_.row(node).subspan(best_[node].set, 1);
      p.insert(p.end(), row.begin(), row.end());
      counts.insert(counts.end(), row.size(), counted[node]);
      of.push_back(node);
    }
    const auto q = benjamini_hochberg(p, counts);
    std::size_t next = 0;
    for (const std::size_t node : of) {
      const auto [set, overlap] = best_[node];
      const std::size_t at = next + (counted[node] ? set : 0);
      next += counted[node] ? sets_.size() : 1;
      if (overlap > 0) names[node] = {set, overlap, p_(node, set), q[at]};
    }
  }

 private:
  Slice units_;
  const SetIndex& sets_;
  Matrix<double> p_;
  std::vector<BestSet> best_;
};

}  // namespace

std::vector<NodeName> name_nodes(std::span<const std::span<const std::uint32_t>> signatures,
                                 const NodeNumbers& nodes, const SignatureClasses& classes,
                                 const SetIndex& sets, std::size_t background, const World& world) {
  std::vector<NodeName> names(signatures.size());
  if (sets.size() == 0) return names;
  KnownTails tails(background);
  for (const LayerNodes& layer : nodes.layers_of({0, nodes.total()})) {
    const Slice units{layer.first_unit, layer.nodes.count};
    LayerNames of_layer(units, sets);
    const Slice mine = world.share(units.count);
    for (std::size_t node = mine.offset; node < mine.end(); ++node) {
      if (classes.is_constant(units.offset + node)) continue;
      of_layer.test(node, signatures[units.offset + node], tails);
    }
    of_layer.gather(world);
    of_layer.give(classes, std::span(names).subspan(units.offset, units.count));
  }
  return names;
}

}  // namespace lampyris
