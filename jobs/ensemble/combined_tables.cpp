// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/combined_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "io/text/table_groups.hpp"
#include "jobs/ensemble/member_numbers.hpp"
#include "src/statistics/combination.hpp"
#include "src/statistics/empirical.hpp"
#include "src/statistics/multiple_testing.hpp"
#include "src/statistics/selection_stability.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;
using Keys = std::vector<std::string>;

double sd_of_log10(const std::vector<double>& p) {
  std::vector<double> logs;
  for (const double value : without_missing(p)) logs.push_back(std::log10(value));
  return null_moments(logs).sd;
}

/// Benjamini and Hochberg within each family.
struct Families {
  std::map<std::string, std::vector<std::size_t>> tests;

  /// [test], and how many tests its family has.
  [[nodiscard]] std::vector<std::pair<double, std::size_t>> correct(const std::vector<double>& p) const {
    std::vector<std::pair<double, std::size_t>> corrected(p.size());
    for (const auto& [family, members] : tests) {
      std::vector<double> own;
      for (const auto test : members) own.push_back(p[test]);
      const auto q = benjamini_hochberg(own);
      const std::size_t over = without_missing(own).size();
      for (std::size_t i = 0; i < members.size(); ++i) corrected[members[i]] = {q[i], over};
    }
    return corrected;
  }
};

std::vector<fs::path> tables(const std::vector<fs::path>& members, const char* name) {
  std::vector<fs::path> paths;
  for (const auto& member : members) paths.push_back(member / name);
  return paths;
}

/// Rows of keys, number of members, and mean and sd of each column.
io::TableRows moments(const std::vector<fs::path>& members, const char* table, const Keys& keys,
                      const Keys& numbers) {
  io::TableRows rows;
  for (const auto& group : io::group_rows(tables(members, table), keys, numbers)) {
    for (std::size_t n = 0; n < numbers.size(); ++n) {
      const auto values = without_missing(group.values[n]);
      const auto moment = null_moments(values);
      rows.add(group.keys[0], group.keys[1], group.keys[2], numbers[n], values.size(), moment.mean,
               moment.sd);
    }
  }
  return rows;
}

/// The tests of one member's nodes.
using TestsOfNodes = std::unordered_map<std::string, std::vector<io::RowGroup>>;

std::string name_of_node(std::size_t layer, std::size_t node) {
  return fmt::format("{}:{}", layer, node);
}

TestsOfNodes tests_of_nodes(const fs::path& table) {
  TestsOfNodes tests;
  for (auto& row : io::group_rows({table}, {"layer", "node", "list", "measure", "null"}, {"value", "z", "p"}))
    tests[row.keys[0] + ":" + row.keys[1]].push_back(std::move(row));
  return tests;
}

/// One test of the nodes of one program.
struct ProgramTest {
  std::size_t layer = 1, program = 1;
  Keys keys;  // list, measure, null
  std::string name;
  double name_q = 0;
  std::vector<double> value, z, p;
};

void add_program(std::vector<ProgramTest>& all, const LayerConsensus& layer, std::size_t program,
                 const std::vector<TestsOfNodes>& members) {
  std::map<Keys, std::size_t> known;
  for (const auto& node : layer.programs[program].nodes) {
    const auto found = members[node.member].find(name_of_node(layer.layer, node.node + 1));
    if (found == members[node.member].end()) continue;
    for (const auto& row : found->second) {
      const Keys keys(row.keys.begin() + 2, row.keys.end());
      const auto [entry, is_new] = known.try_emplace(keys, all.size());
      if (is_new) {
        all.push_back(
            {layer.layer, program + 1, keys, layer.name(program), layer.name_q(program), {}, {}, {}});
      }
      auto& test = all[entry->second];
      test.value.push_back(row.values[0].front());
      test.z.push_back(row.values[1].front());
      test.p.push_back(row.values[2].front());
    }
  }
}

}  // namespace

std::vector<std::string> module_ensemble_columns() {
  return {"contrast", "layer", "route",         "list",       "set", "members",
          "overlap",  "p",     "p_permutation", "sd_log10_p", "q",   "corrected_over"};
}

io::TableRows module_ensemble_rows(const std::vector<fs::path>& members) {
  const auto groups =
      io::group_rows(tables(members, "modules.tsv"), {"contrast", "layer", "route", "list", "set"},
                     {"overlap", "p", "p_permutation"});
  std::vector<double> combined;
  Families families;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    combined.push_back(cauchy_combination(groups[g].values[2]));
    families.tests[groups[g].keys[0] + "\t" + groups[g].keys[3]].push_back(g);
  }
  const auto corrected = families.correct(combined);
  io::TableRows rows;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto& [keys, values] = groups[g];
    rows.add(keys[0], keys[1], keys[2], keys[3], keys[4], values[0].size(), median_of(values[0]),
             cauchy_combination(values[1]), combined[g], sd_of_log10(values[2]), corrected[g].first,
             corrected[g].second);
  }
  return rows;
}

void add_module_stability(io::TableRows& rows, const std::vector<fs::path>& members, std::size_t genes) {
  std::vector<Keys> order;
  std::map<Keys, std::vector<std::vector<std::size_t>>> selections;
  std::unordered_map<std::string, std::size_t> numbers;  // of genes
  for (std::size_t m = 0; m < members.size(); ++m) {
    for (const auto& row : io::group_rows({members[m] / "module_genes.tsv"},
                                          {"contrast", "layer", "route", "list", "gene"}, {})) {
      const Keys list(row.keys.begin(), row.keys.end() - 1);
      const auto [entry, is_new] = selections.try_emplace(list);
      if (is_new) order.push_back(list);
      entry->second.resize(members.size());
      entry->second[m].push_back(numbers.try_emplace(row.keys.back(), numbers.size()).first->second);
    }
  }
  for (const auto& list : order) {
    const auto& chosen = selections[list];
    const auto stability = selection_stability(chosen, genes);
    std::vector<double> sizes;
    for (const auto& selection : chosen) sizes.push_back(static_cast<double>(selection.size()));
    rows.add(fmt::format("module {} {} {}", list[0], list[2], list[3]), list[1], members.size(),
             median_of(sizes), "NA", "NA", stability.index, stability.low, stability.high);
  }
}

std::vector<std::string> network_ensemble_columns() {
  return {"layer", "program", "list", "measure",        "null", "members", "value",
          "z",     "p",       "q",    "corrected_over", "name", "name_q"};
}

io::TableRows network_ensemble_rows(const std::vector<fs::path>& members,
                                    std::span<const LayerConsensus> layers) {
  std::vector<TestsOfNodes> of_members;
  for (const auto& member : members) of_members.push_back(tests_of_nodes(member / "interactome.tsv"));
  std::vector<ProgramTest> tests;
  for (const auto& layer : layers) {
    for (std::size_t p = 0; p < layer.programs.size(); ++p) add_program(tests, layer, p, of_members);
  }
  std::vector<double> combined;
  Families families;
  for (std::size_t t = 0; t < tests.size(); ++t) {
    combined.push_back(cauchy_combination(tests[t].p));
    families.tests[fmt::format("{}", fmt::join(tests[t].keys, "\t"))].push_back(t);
  }
  const auto corrected = families.correct(combined);
  io::TableRows rows;
  for (std::size_t t = 0; t < tests.size(); ++t) {
    const auto& test = tests[t];
    rows.add(test.layer, test.program, test.keys[0], test.keys[1], test.keys[2], test.p.size(),
             median_of(test.value), median_of(test.z), combined[t], corrected[t].first, corrected[t].second,
             test.name, test.name_q);
  }
  return rows;
}

std::vector<std::string> structure_ensemble_columns() {
  return {"label", "representation", "dimension", "measure", "members", "mean", "sd"};
}

io::TableRows structure_ensemble_rows(const std::vector<fs::path>& members) {
  return moments(members, "structure.tsv", {"label", "representation", "dimension"},
                 {"silhouette", "knn_accuracy", "nmi", "ari"});
}

std::vector<std::string> reconstruction_ensemble_columns() {
  return {"representation", "dimension", "samples", "measure", "members", "mean", "sd"};
}

io::TableRows reconstruction_ensemble_rows(const std::vector<fs::path>& members) {
  return moments(members, "reconstruction.tsv", {"representation", "dimension", "samples"},
                 {"r2_global", "r2_gene_mean", "r2_gene_median"});
}

}  // namespace lampyris::jobs
