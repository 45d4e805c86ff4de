// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/simulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "src/base/error.hpp"
#include "src/cohort/simulation_interactome.hpp"
#include "src/cohort/simulation_sets.hpp"

namespace lampyris {
namespace {

const SimulationSettings small{.samples = 400, .genes = 600, .programs = 10, .classes = 5, .seed = 3};

Matrix<float> all_values(const Simulation& simulation) {
  Matrix<float> values(simulation.settings().samples, simulation.settings().genes);
  for (std::size_t s = 0; s < values.rows(); ++s) simulation.values(s, values.row(s));
  return values;
}

double correlation(const Matrix<float>& values, std::size_t a, std::size_t b) {
  const auto n = static_cast<double>(values.rows());
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t s = 0; s < values.rows(); ++s) {
    ma += values(s, a) / n;
    mb += values(s, b) / n;
  }
  for (std::size_t s = 0; s < values.rows(); ++s) {
    ab += (values(s, a) - ma) * (values(s, b) - mb);
    aa += (values(s, a) - ma) * (values(s, a) - ma);
    bb += (values(s, b) - mb) * (values(s, b) - mb);
  }
  return ab / std::sqrt(aa * bb);
}

TEST(Simulation, ProgramsShareNoGene) {
  const Simulation simulation(small);
  EXPECT_EQ(simulation.program_size(), 36U);
  ASSERT_EQ(simulation.programs().size(), 10U);
  std::set<std::size_t> seen;
  std::size_t total = 0;
  std::size_t shifted = 0;
  for (const auto& program : simulation.programs()) {
    EXPECT_GE(program.genes.size(), 24U);
    EXPECT_LE(program.genes.size(), 48U);
    EXPECT_TRUE(std::is_sorted(program.genes.begin(), program.genes.end()));
    EXPECT_LT(program.genes.back(), 600U);
    EXPECT_EQ(program.loadings.size(), program.genes.size());
    EXPECT_GE(*std::min_element(program.loadings.begin(), program.loadings.end()), 0.7F);
    EXPECT_GE(program.classes.size(), 1U);
    EXPECT_LT(program.classes.size(), 5U);
    seen.insert(program.genes.begin(), program.genes.end());
    total += program.genes.size();
    shifted += program.shifted ? 1 : 0;
  }
  EXPECT_EQ(seen.size(), total);
  EXPECT_EQ(shifted, 2U);
}

TEST(Simulation, GenesOfAProgramGoTogetherAndOthersDoNot) {
  const Simulation simulation(small);
  const auto values = all_values(simulation);
  const auto& programs = simulation.programs();
  for (std::size_t p = 0; p < programs.size(); ++p) {
    const auto& genes = programs[p].genes;
    const auto& next = programs[(p + 1) % programs.size()].genes;
    for (std::size_t i = 1; i < genes.size(); ++i) EXPECT_GT(correlation(values, genes[0], genes[i]), 0.8);
    EXPECT_LT(std::abs(correlation(values, genes[0], next[0])), 0.4);
  }
}

TEST(Simulation, ProgramsAreGatesOfTheirCauses) {
  auto settings = small;
  settings.causes = 4;
  const Simulation simulation(settings);
  std::vector<double> cause(4), active(10);
  std::set<Gate> gates;
  double least = 1, most = 0;
  for (std::size_t s = 0; s < settings.samples; ++s) {
    simulation.causes(s, cause);
    simulation.activity(s, active);
    for (std::size_t p = 0; p < 10; ++p) {
      const auto& gate = simulation.programs()[p].gate;
      ASSERT_NE(gate.first, gate.second);
      const double a = cause[gate.first];
      const double b = cause[gate.second];
      gates.insert(gate.gate);
      const double due = gate.gate == Gate::both          ? a * b
                         : gate.gate == Gate::first_alone ? a * (1 - b)
                                                          : a + b - a * b;
      EXPECT_NEAR(active[p], due, 1e-12);
      least = std::min(least, active[p]);
      most = std::max(most, active[p]);
    }
  }
  EXPECT_EQ(gates.size(), 3U);
  EXPECT_LT(least, 0.01);
  EXPECT_GT(most, 0.99);
  for (const auto& program : simulation.programs()) {
    EXPECT_EQ(program.shifted, program.gate.first == 0 || program.gate.second == 0);
  }
  for (const std::size_t wrong : {1U, 11U}) {
    settings.causes = wrong;
    EXPECT_THROW(Simulation{settings}, UsageError);
  }
}

TEST(Simulation, ValuesLookLikeLogarithmsAndTheScoreIsBimodal) {
  const Simulation simulation(small);
  const auto values = all_values(simulation);
  EXPECT_GE(std::ranges::min(values.values()), 0.0F);
  EXPECT_LE(std::ranges::max(values.values()), 16.0F);
  std::size_t middle = 0;
  std::vector<double> activity(10);
  for (std::size_t s = 0; s < small.samples; ++s) {
    simulation.activity(s, activity);
    for (const double a : activity) middle += a > 0.1 && a < 0.9 ? 1 : 0;
  }
  EXPECT_LT(middle, small.samples * 10 / 4);
}

TEST(Simulation, ShiftedProgramsAreMoreActiveInCasesAndClassesInTheirs) {
  const Simulation simulation({.samples = 4000, .genes = 600, .programs = 10, .classes = 5, .seed = 3});
  std::vector<double> activity(10);
  for (std::size_t p = 0; p < 10; ++p) {
    const auto& program = simulation.programs()[p];
    double sum[2] = {0, 0}, in_class[2] = {0, 0};
    double count[2] = {0, 0}, class_count[2] = {0, 0};
    for (std::size_t s = 0; s < 4000; ++s) {
      simulation.activity(s, activity);
      const int is_case = simulation.is_case(s) ? 1 : 0;
      const int active = std::ranges::binary_search(program.classes, simulation.class_of(s)) ? 1 : 0;
      sum[is_case] += activity[p];
      in_class[active] += activity[p];
      ++count[is_case];
      ++class_count[active];
    }
    const double rise = sum[1] / count[1] - sum[0] / count[0];
    if (program.shifted) {
      EXPECT_GT(rise, 0.35) << p;
    } else {
      EXPECT_LT(std::abs(rise), 0.08) << p;
    }
    EXPECT_GT(in_class[1] / class_count[1] - in_class[0] / class_count[0], 0.1) << p;
  }
}

TEST(Simulation, DonorsAreOfOneClassAndEachClassHasCasesAndControls) {
  for (const std::size_t classes : {2, 3, 5, 6}) {
    const Simulation simulation({.samples = 41, .genes = 100, .programs = 2, .classes = classes, .seed = 1});
    const Annotation annotation = simulation.annotation();
    std::map<std::string, std::set<std::string>> of_donor, of_class;
    for (std::size_t s = 0; s < 41; ++s) {
      const auto& v = annotation.values;
      of_donor[v[2][s]].insert(v[0][s] + v[1][s]);
      of_class[v[0][s]].insert(v[1][s]);
    }
    EXPECT_EQ(of_donor.size(), 21U);
    EXPECT_EQ(of_class.size(), classes);
    for (const auto& [donor, kinds] : of_donor) EXPECT_EQ(kinds.size(), 1U) << donor;
    for (const auto& [name, statuses] : of_class) EXPECT_EQ(statuses.size(), 2U) << name;
    EXPECT_EQ(annotation.columns, (std::vector<std::string>{"class", "status", "donor", "batch"}));
  }
}

TEST(Simulation, ASampleDependsOnTheSeedAndNotOnTheOthers) {
  const Simulation one(small);
  const Simulation again(small);
  SimulationSettings other_seed = small;
  other_seed.seed = 4;
  const Simulation other(other_seed);
  std::vector<float> a(600), b(600), c(600);
  one.values(0, a);
  one.values(77, a);
  again.values(77, b);
  other.values(77, c);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_EQ(one.sample_ids().front(), "S00001");
  EXPECT_EQ(one.gene_ids().back(), "G00600");
}

TEST(Simulation, BlocksCoverTheShareInOrder) {
  const Simulation simulation({.samples = 30, .genes = 500000, .programs = 2, .classes = 2, .seed = 1});
  std::vector<std::size_t> rows;
  simulate_blocks(simulation, {5, 10}, [&](MatrixView<const float> block, std::size_t first) {
    ASSERT_EQ(first, 5 + rows.size());
    ASSERT_LE(block.rows() * block.columns(), std::size_t{4} << 20);
    std::vector<float> expected(500000);
    simulation.values(first, expected);
    EXPECT_TRUE(std::ranges::equal(block.row(0), expected));
    for (std::size_t i = 0; i < block.rows(); ++i) rows.push_back(first + i);
  });
  EXPECT_EQ(rows.size(), 10U);
  simulate_blocks(simulation, {0, 0}, [](auto, auto) { FAIL() << "there is nothing to give"; });
}

TEST(Simulation, ImpossibleSettings) {
  EXPECT_THROW(Simulation({.samples = 100, .genes = 99, .programs = 10}), UsageError);
  EXPECT_THROW(Simulation({.samples = 100, .genes = 100, .programs = 1}), UsageError);
  EXPECT_THROW(Simulation({.samples = 100, .genes = 100, .programs = 5, .classes = 1}), UsageError);
  EXPECT_THROW(Simulation({.samples = 19, .genes = 100, .programs = 5, .classes = 5}), UsageError);
  EXPECT_THROW(Simulation({.samples = 100, .genes = 0, .programs = 0}), UsageError);
  EXPECT_NO_THROW(Simulation({.samples = 20, .genes = 50, .programs = 5, .classes = 5}));
}

TEST(SimulatedInteractome, HasHubsAndIsDenserInsidePrograms) {
  const Simulation simulation(small);
  const auto edges = simulate_interactome(simulation);
  std::vector<std::size_t> degree(600), program(600, 99);
  for (std::size_t p = 0; p < 10; ++p) {
    for (const std::size_t gene : simulation.programs()[p].genes) program[gene] = p;
  }
  std::size_t sure = 0, inside = 0, weak_inside = 0;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto& [a, b, score] = edges[e];
    ASSERT_LT(a, b);
    ASSERT_LT(b, 600U);
    if (e > 0) {
      ASSERT_LT(std::pair(edges[e - 1].first, edges[e - 1].second), std::pair(a, b));
    }
    const bool same = program[a] == program[b] && program[a] != 99;
    if (score < 700) {
      weak_inside += same ? 1 : 0;
      continue;
    }
    ++sure;
    inside += same ? 1 : 0;
    ++degree[a];
    ++degree[b];
  }
  // Links of both kinds, less those drawn twice; 36 genes link at random inside with probability 10·36²/600²
  // = 0.036.
  EXPECT_GT(sure, 2400U);
  EXPECT_LT(edges.size() - sure, edges.size() / 3);
  EXPECT_GT(edges.size() - sure, edges.size() / 6);
  EXPECT_GT(static_cast<double>(inside) / static_cast<double>(sure), 0.25);
  EXPECT_LT(weak_inside, (edges.size() - sure) / 10);
  EXPECT_GE(*std::ranges::max_element(degree), 40U);
  EXPECT_GE(*std::ranges::min_element(degree), 1U);
}

TEST(SimulatedSets, DiseaseSetsOverlapShiftedProgramsAndDecoysDoNot) {
  const Simulation simulation(small);
  const auto sets = simulate_sets(simulation);
  ASSERT_EQ(sets.size(), 2U + 6U);
  std::set<std::size_t> shifted;
  for (const auto& program : simulation.programs()) {
    if (program.shifted) shifted.insert(program.genes.begin(), program.genes.end());
  }
  for (const auto& set : sets) {
    EXPECT_EQ(set.genes.size(), simulation.program_size()) << set.name;
    EXPECT_EQ(std::set<std::size_t>(set.genes.begin(), set.genes.end()).size(), set.genes.size());
    const auto inside = std::ranges::count_if(set.genes, [&](auto gene) { return shifted.contains(gene); });
    EXPECT_EQ(inside, set.disease ? 28 : 0) << set.name;
    EXPECT_EQ(set.name.starts_with("DISEASE_"), set.disease);
    EXPECT_EQ(set.name.starts_with("DECOY_"), !set.disease);
  }
}

TEST(SimulatedSets, SmallestPossibleCohort) {
  const Simulation simulation({.samples = 8, .genes = 20, .programs = 2, .classes = 2, .seed = 1});
  for (const auto& set : simulate_sets(simulation)) EXPECT_EQ(set.genes.size(), 6U) << set.name;
  EXPECT_FALSE(simulate_interactome(simulation).empty());
}

}  // namespace
}  // namespace lampyris
