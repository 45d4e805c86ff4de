// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/modules/contrast_input.hpp"
#include "jobs/modules/module_summary.hpp"
#include "jobs/modules/module_tables.hpp"
#include "jobs/modules/set_input.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/base/error.hpp"
#include "src/base/heap.hpp"
#include "src/modules/contrast_analysis.hpp"
#include "src/modules/contrast_result.hpp"
#include "src/modules/kept_layers.hpp"

namespace lampyris::jobs {
namespace {

/// The instruments that all contrasts are looked at with.
struct Instruments {
  const ForwardPass& forward_pass;
  const Model& model;
  const io::AttributionFile& attribution;
  const std::vector<NamedGenes>& sets;
  KeptUnits& kept;
};

AnalysisRules rules_of(const Settings& settings) {
  const auto& modules = settings.modules;
  return {{modules.top, modules.permutations, modules.max_permutations}, modules.penalty, settings.run.seed};
}

// Whatever makes a contrast unusable is found before the first is analysed, which may take hours.
void look_at_all(const Context& context, const Model& model) {
  for (const auto& contrast : context.settings.modules.contrasts) check_contrast(context, model, contrast);
}

std::vector<std::string> ids_of(const Model& model, const std::vector<std::size_t>& genes) {
  std::vector<std::string> ids;
  ids.reserve(genes.size());
  for (const auto gene : genes) ids.push_back(model.genes[gene]);
  return ids;
}

ContrastResult analyse(const Context& context, const Instruments& instruments, PreparedContrast prepared,
                       const std::string& disease, Progress& progress) {
  const mpi::RankWorld world(context.ranks);
  const auto& measured = prepared.mine.measured;
  const auto background = ids_of(instruments.model, measured);
  ContrastResult result{std::move(prepared.contrast),
                        disease,
                        background,
                        SetIndex(instruments.sets, background),
                        {},
                        0,
                        prepared.mine.missing,
                        prepared.clamped};
  if (result.sets.left_out() > 0) {
    context.say(fmt::format(
        "modules: {}: {} of {} gene sets have fewer than {} of the {} background genes: not tested",
        result.contrast.name, result.sets.left_out(), instruments.sets.size(), SetIndex::fewest_genes,
        background.size()));
  }
  const auto rules = rules_of(context.settings);
  const Relabelling relabelling(result.contrast, rules.seed);
  const std::size_t layers = instruments.attribution.layers();
  const auto unit = [&](std::size_t layer) {
    return fmt::format("{} layer {}", result.contrast.name, layer);
  };
  std::vector<Matrix<float>> codes, metric;  // when one layer is left that needs them
  for (std::size_t layer = 1; layer <= layers; ++layer) {
    auto known = unpack_layer(instruments.kept.find(unit(layer)));
    if (!known) {
      if (codes.empty()) {
        codes = encode_layers(instruments.forward_pass, instruments.model, prepared.mine.scaled.view(),
                              result.contrast.samples.size(), world);
        prepared.mine.scaled = Matrix<float>();  // the largest thing here, and done with
        metric = metric_of_codes(instruments.model, codes, world);
      }
      const auto scores = instruments.attribution.read(layer, {0, instruments.attribution.nodes(layer)});
      const auto lightup = select_columns(scores.view(), measured);
      known = analyse_layer({result.contrast, relabelling, result.sets},
                            {layer, codes[layer - 1].view(), lightup.view(), metric[layer - 1].view()}, rules,
                            world);
      if (context.ranks.rank() == 0) instruments.kept.keep(unit(layer), pack(*known));  // all ranks have it
    }
    result.layers.push_back(std::move(*known));
    progress.advance(1);
  }
  result.tests = correct_contrast(result.layers);
  return result;
}

void write_results(const Context& context, const std::vector<ContrastResult>& results) {
  const bool writes = context.ranks.rank() == 0;
  const auto table = [&](const std::string& file, const std::vector<std::string>& columns,
                         const io::TableRows& rows) {
    io::write_table(context.in_run(file), columns, writes ? rows : io::TableRows(), context.ranks);
  };
  table("modules.tsv", module_columns(), module_rows(results));
  table("module_genes.tsv", module_gene_columns(), module_gene_rows(results));
  table("classifiers.tsv", classifier_columns(), classifier_rows(results));
  table("combined.tsv", combined_columns(), combined_rows(combine_diseases(results)));
  io::write_text(context.in_run("modules.gmt"), writes ? module_sets(results) : std::string(), context.ranks);
}

}  // namespace

void modules_stage(const Context& context) {
  const auto& contrasts = context.settings.modules.contrasts;
  if (contrasts.empty()) {
    context.say("modules: skipped: no modules.contrast");
    return;
  }
  const Model model = io::read_model(context.in_run("model.h5"), context.ranks);
  const auto sets = read_sets(context, model.genes);
  const io::AttributionFile attribution(context.in_run("attribution.h5"), context.ranks);
  if (attribution.genes() != model.genes) {
    throw DataError(fmt::format("{}: its genes are not those of model.h5; run attribute again",
                                context.in_run("attribution.h5").string()));
  }
  for (const auto& contrast : contrasts) import_contrast(context, contrast);
  if (contrasts.size() > 1) look_at_all(context, model);

  const auto forward_pass =
      mpi::make_forward_pass(context.settings.compute.grid, model.genes.size(), context.ranks);
  const auto kept = context.kept_units();
  const Instruments instruments{*forward_pass, model, attribution, sets, *kept};
  std::vector<ContrastResult> results;
  Context quiet = context;
  if (contrasts.size() > 1) quiet.say = [](const std::string&) {};  // all has been said
  {
    const auto progress = context.progress("modules", contrasts.size() * attribution.layers());
    for (const auto& contrast : contrasts) {
      results.push_back(analyse(context, instruments, prepare_contrast(quiet, model, contrast),
                                contrast.disease, *progress));
      release_free_pages();
    }
  }
  write_results(context, results);
  for (const auto& result : results) {
    for (const auto& line : summarise(result)) context.summary(line);
  }
}

}  // namespace lampyris::jobs
