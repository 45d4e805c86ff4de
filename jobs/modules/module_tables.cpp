// SPDX-License-Identifier: Apache-2.0
#include "jobs/modules/module_tables.hpp"

#include <fmt/format.h>

namespace lampyris::jobs {
namespace {

/// One module, which a table has a block of rows for.
struct ModuleView {
  const ContrastResult& contrast;
  const LayerResult& layer;
  Side side;

  [[nodiscard]] std::size_t at() const { return static_cast<std::size_t>(side); }
  [[nodiscard]] const std::vector<std::size_t>& genes() const { return layer.modules.modules[at()]; }
};

template <class Visit>
void each_module(std::span<const ContrastResult> contrasts, const Visit& visit) {
  for (const auto& contrast : contrasts) {
    for (const auto& layer : contrast.layers) {
      for (const Side side : all_sides) visit(ModuleView{contrast, layer, side});
    }
  }
}

}  // namespace

std::vector<std::string> module_columns() {
  return {"contrast", "layer",      "route", "list",          "set",          "overlap", "module_size",
          "set_size", "background", "p",     "p_permutation", "permutations", "q",       "corrected_over"};
}

io::TableRows module_rows(std::span<const ContrastResult> contrasts) {
  io::TableRows rows;
  each_module(contrasts, [&](const ModuleView& view) {
    const auto& sets = view.contrast.sets;
    const auto& enrichments = view.layer.modules.enrichments[view.at()];
    for (std::size_t s = 0; s < sets.size(); ++s) {
      const auto& test = enrichments[s];
      rows.add(view.contrast.contrast.name, view.layer.layer, view.layer.route, to_string(view.side),
               sets.name(s), test.overlap, view.genes().size(), sets.genes_in(s),
               view.contrast.background.size(), test.p, test.p_permutation, test.permutations, test.q,
               view.contrast.tests);
    }
  });
  return rows;
}

std::vector<std::string> module_gene_columns() {
  return {"contrast", "layer", "route", "list", "rank", "gene", "score"};
}

io::TableRows module_gene_rows(std::span<const ContrastResult> contrasts) {
  io::TableRows rows;
  each_module(contrasts, [&](const ModuleView& view) {
    std::size_t rank = 0;
    for (const auto gene : view.genes()) {
      rows.add(view.contrast.contrast.name, view.layer.layer, view.layer.route, to_string(view.side), ++rank,
               view.contrast.background[gene], view.layer.modules.scores[gene]);
    }
  });
  return rows;
}

std::vector<std::string> classifier_columns() {
  return {"contrast", "layer", "route",     "cases",      "controls",      "groups",
          "folds",    "auroc", "auroc_low", "auroc_high", "missing_genes", "clamped_values"};
}

io::TableRows classifier_rows(std::span<const ContrastResult> contrasts) {
  io::TableRows rows;
  for (const auto& result : contrasts) {
    const auto& contrast = result.contrast;
    for (const auto& layer : result.layers) {
      rows.add(contrast.name, layer.layer, layer.route, contrast.cases, contrast.controls(), contrast.groups,
               layer.folds, layer.auroc.value, layer.auroc.low, layer.auroc.high, result.missing,
               result.clamped);
    }
  }
  return rows;
}

std::vector<std::string> combined_columns() {
  return {"layer", "route", "list", "contrasts", "p", "p_permutation"};
}

io::TableRows combined_rows(std::span<const CombinedTest> tests) {
  io::TableRows rows;
  for (const auto& test : tests) {
    rows.add(test.layer, test.route, to_string(test.side), test.contrasts, test.p, test.p_permutation);
  }
  return rows;
}

std::string module_sets(std::span<const ContrastResult> contrasts) {
  std::string text;
  each_module(contrasts, [&](const ModuleView& view) {
    const auto& name = view.contrast.contrast.name;
    text += fmt::format("{0}_layer{1}_{2}_{3}\t{0}: layer {1}, route {2}, {3} list, best first", name,
                        view.layer.layer, view.layer.route, to_string(view.side));
    for (const auto gene : view.genes()) text += '\t' + view.contrast.background[gene];
    text += '\n';
  });
  return text;
}

}  // namespace lampyris::jobs
