// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "src/base/random.hpp"
#include "src/modules/contrast_analysis.hpp"

namespace lampyris::test {

/// A small contrast with everything the classifier route needs, made from random numbers: every node lights
/// up genes at random, node 0 most of all the genes of set "planted", and cases differ from controls by
/// `shift` in node 0. Samples come in groups of two, with a value that they share.
struct PlantedContrast {
  Contrast contrast;
  Matrix<float> codes, lightup;
  std::vector<std::string> background;
  std::vector<NamedGenes> named;

  PlantedContrast(std::uint64_t seed, double shift) : codes(samples, nodes), lightup(nodes, genes) {
    contrast.name = std::string("planted");
    contrast.groups = samples / 2;
    Random random(seed, Stream::simulated_samples, 0);
    std::vector<double> shared(nodes);
    for (std::size_t i = 0; i < samples; ++i) {
      contrast.samples.push_back(i);
      contrast.group.push_back(i / 2);
      contrast.is_case.push_back(random.uniform() < 0.4 || i < 4 ? 1 : 0);
      contrast.cases += contrast.is_case.back();
      for (std::size_t j = 0; j < nodes; ++j) {
        if (i % 2 == 0) shared[j] = random.normal();
        codes(i, j) = static_cast<float>(0.1 * (shared[j] + random.normal()));
      }
      codes(i, 0) += static_cast<float>(shift * contrast.is_case[i]);
    }
    for (float& value : lightup.values()) value = static_cast<float>(random.normal());
    for (std::size_t g = 0; g < genes; ++g) background.push_back(fmt::format("g{}", g));
    for (std::size_t s = 0; s < sets; ++s) named.push_back(random_set(random, s));
    named.push_back({"planted", {}});
    for (std::size_t g = 40; g < 55; ++g) {
      named.back().genes.push_back(background[g]);
      lightup(0, g) += 4;
    }
  }

  [[nodiscard]] LayerResult analyse(const World& world, const ModuleRules& rules, std::uint64_t seed,
                                    MatrixView<const float> coordinates = {}) const {
    const Relabelling relabelling(contrast, seed);
    const SetIndex index(named, background);
    return analyse_layer({contrast, relabelling, index}, {1, codes.view(), lightup.view(), coordinates},
                         {rules, 1.0, seed}, world);
  }

  static constexpr std::size_t samples = 24;
  static constexpr std::size_t nodes = 30;
  static constexpr std::size_t genes = 200;
  static constexpr std::size_t sets = 12;

 private:
  NamedGenes random_set(Random& random, std::size_t number) {
    NamedGenes set{fmt::format("s{}", number), {}};
    while (set.genes.size() < 15) {
      const auto& gene = background[random.below(genes)];
      if (std::find(set.genes.begin(), set.genes.end(), gene) == set.genes.end()) set.genes.push_back(gene);
    }
    return set;
  }
};

}  // namespace lampyris::test
