// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/truth_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/attribute/fitted_samples.hpp"
#include "jobs/attribute/name_sets.hpp"
#include "jobs/attribute/node_tables.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/attribution/light_up.hpp"
#include "src/attribution/recovery.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

/// The things that every part of the stage needs.
struct Attribution {
  const Context& context;
  const Model& model;
  const World& world;
  io::AttributionWriter& file;
  Recovery& recovery;
  bool loadings;    ///< whether there are any
  bool by_loading;  ///< whether signatures are those of the loading
};

// The eigenvalues of the nodes' correlations take the cube of their number.
constexpr std::size_t most_nodes_of_loading = 4096;

bool has_loadings(const Context& context, const Model& model, bool has_samples) {
  const auto& widths = model.architecture().widths;
  const std::size_t widest = *std::max_element(widths.begin(), widths.end());
  if (!has_samples) {
    context.say("attribute: the run has no cohort, so there are no quantiles of nodes and no loading");
  } else if (widest > most_nodes_of_loading) {
    context.say(fmt::format("attribute: no loading: a layer has {} nodes, more than {}", widest,
                            most_nodes_of_loading));
  }
  return has_samples && widest <= most_nodes_of_loading;
}

bool ranks_by_loading(const Context& context, const Model& model, bool loadings) {
  const auto asked = context.settings.attribute.signatures;
  if (asked.value_or(Signatures::loading) == Signatures::lightup) return false;
  if (asked && !loadings) {
    throw DataError(
        fmt::format("attribute.signatures = \"loading\" needs {} and layers of at most {} nodes; \"lightup\" "
                    "needs neither",
                    context.training_cohort().string(), most_nodes_of_loading));
  }
  return loadings && (asked || model.manifold);
}

// Collective. Writes the light-up of my nodes.
void light_up_nodes(const Attribution& task, NodeFindings& findings) {
  const auto& settings = task.context.settings.attribute;
  const Slice mine = task.world.share(findings.nodes.total());
  const auto progress = task.context.progress("attribute", mine.count);
  findings.largest.resize(findings.nodes.total());
  const auto take = [&](const LayerNodes& some, MatrixView<const float> values) {
    task.file.write(some.layer, some.nodes.offset, values);
    for (std::size_t i = 0; i < values.rows(); ++i) {
      float& largest = findings.largest[some.first_unit + i];
      for (const float score : values.row(i)) largest = std::max(largest, std::abs(score));
    }
    if (!task.by_loading) {
      findings.lists.add(some.first_unit, values);
      task.recovery.add(some.first_unit, values);
    }
    progress->advance(some.nodes.count);
  };
  light_up_in_blocks(task.model, mine, {settings.reference, settings.level}, take);
  gather_shares(task.world, std::span(findings.largest), 1);
}

// Not collective. Writes and ranks the loadings of my nodes among these.
void take_loadings(const Attribution& task, const LayerNodes& mine, const Loadings& loadings,
                   NodeFindings& findings) {
  Matrix<float> rows(mine.nodes.count, loadings.values.rows());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t g = 0; g < rows.columns(); ++g) rows(i, g) = loadings.values(g, mine.nodes.offset + i);
  }
  task.file.write_loading(mine.layer, mine.nodes.offset, rows.view());
  if (!task.by_loading) return;
  findings.lists.add(mine.first_unit, rows.view());
  task.recovery.add(mine.first_unit, rows.view());
}

// Collective. Passes the fitted samples through the encoder: how the nodes act, and how genes go with them.
void load_nodes(const Attribution& task, const FittedSamples& samples, NodeFindings& findings) {
  const auto& nodes = findings.nodes;
  const auto forward_pass =
      mpi::make_forward_pass(task.context.settings.compute.grid, task.model.genes.size(), task.context.ranks);
  auto share = samples.encode_share(*forward_pass, task.world);
  const auto progress = task.context.progress("loading", share.size());
  for (std::size_t layer = 1; layer <= share.size(); ++layer) {
    const auto activations = gather_rows(share[layer - 1], samples.count(), task.world);
    share[layer - 1] = Matrix<float>();
    const auto activities = node_activities(activations.view(), task.world);
    findings.activities.insert(findings.activities.end(), activities.begin(), activities.end());
    if (!task.loadings) continue;
    const auto loadings =
        fit_loadings(activations.view(), task.model.genes.size(), samples.reader(), task.world);
    task.file.write_ridge(layer, loadings.ridge);
    for (const LayerNodes& some : nodes.layers_of(task.world.share(nodes.total()))) {
      if (some.layer == layer) take_loadings(task, some, loadings, findings);
    }
    progress->advance(1);
  }
}

// Which nodes are constant, which repeat a signature, and what they are called.
void compare_nodes(const Attribution& task, const SetIndex& sets, NodeFindings& findings) {
  const auto& nodes = findings.nodes;
  std::vector<bool> constant;
  for (const LayerNodes& layer : nodes.layers_of({0, nodes.total()})) {
    const auto found = find_constant_nodes(
        task.model.ranges[layer.layer - 1],
        std::span<const float>(findings.largest).subspan(layer.first_unit, layer.nodes.count));
    for (const Constancy one : found) {
      findings.constancy.push_back(one);
      constant.push_back(one != Constancy::none);
    }
  }
  const std::size_t genes = task.model.genes.size();
  const auto signatures = findings.lists.signatures(constant);
  findings.notes.classes = classify_signatures(signatures, genes);
  findings.names = name_nodes(signatures, nodes, findings.notes.classes, sets, genes, task.world);
  for (const NodeName& name : findings.names) {
    const bool named = name.set != NodeName::none;
    findings.notes.names.push_back(named ? sets.name(name.set) : std::string());
    findings.notes.names_q.push_back(name.q);
    findings.set_sizes.push_back(named ? sets.genes_in(name.set) : 0);
  }
  findings.compared = findings.lists.compared();
}

void write_nodes(const Attribution& task, const NodeFindings& findings) {
  const Context& context = task.context;
  const auto& genes = task.model.genes;
  const Slice mine = task.world.share(findings.nodes.total());
  io::write_table(context.in_run("top_genes.tsv"), top_gene_columns(), top_gene_rows(findings, genes, mine),
                  context.ranks);
  io::write_text(context.in_run("signatures.gmt"), signature_lines(findings, genes, mine), context.ranks);
  io::write_table(context.in_run("nodes.tsv"), node_columns(), node_rows(findings, genes.size(), mine),
                  context.ranks);
  for (const auto& line : layer_lines(findings)) context.say(line);
}

void write_programs(const Context& context, const std::vector<Program>& programs,
                    const std::vector<Recovered>& recovered, const NodeFindings& findings) {
  io::TableRows rows;
  for (std::size_t p = 0; p < programs.size() && context.ranks.rank() == 0; ++p) {
    const std::size_t unit = recovered[p].unit;
    const LayerNodes best = findings.nodes.layers_of({unit, 1}).front();
    rows.add(programs[p].name, programs[p].genes.size(), best.layer, best.nodes.offset + 1,
             recovered[p].jaccard, findings.notes.name(unit), findings.notes.name_q(unit));
  }
  io::write_table(context.in_run("programs.tsv"),
                  {"program", "size", "layer", "node", "jaccard", "name", "name_q"}, rows, context.ranks);
  context.summary(fmt::format("programs found: {} of {}",
                              std::count_if(recovered.begin(), recovered.end(),
                                            [](const Recovered& program) { return program.found(); }),
                              programs.size()));
}

}  // namespace

void attribute_stage(const Context& context) {
  const auto& settings = context.settings.attribute;
  const Model model = io::read_model(context.in_run("model.h5"), context.ranks);
  const NodeNumbers nodes(model.architecture().widths);
  std::vector<Program> programs;
  if (!settings.truth.empty()) programs = io::read_programs(settings.truth, model.genes);
  const SetIndex sets(read_name_sets(context, model.genes), model.genes);
  std::optional<FittedSamples> samples;
  if (std::filesystem::exists(context.training_cohort())) samples.emplace(context, model);

  const mpi::RankWorld world(context.ranks);
  const bool loadings = has_loadings(context, model, samples.has_value());
  const bool by_loading = ranks_by_loading(context, model, loadings);
  Recovery recovery(programs, model.genes.size(), nodes.total());
  io::AttributionWriter file(
      context.in_run("attribution.h5"),
      {model.genes, nodes.widths(), word_of(settings.method), word_of(settings.reference),
       word_of(settings.level), word_of(by_loading ? Signatures::loading : Signatures::lightup), loadings},
      context.ranks);
  const Attribution task{context, model, world, file, recovery, loadings, by_loading};
  NodeFindings findings{nodes, SignatureLists(nodes.total(), model.genes.size(), settings.top),
                        by_loading ? "loading" : "light-up"};
  light_up_nodes(task, findings);
  if (samples) load_nodes(task, *samples, findings);
  findings.lists.gather(world);
  compare_nodes(task, sets, findings);
  file.write_notes(findings.notes, nodes);
  write_nodes(task, findings);
  file.finish();
  if (!programs.empty()) {
    write_programs(context, programs, recovery.finish(world, findings.notes.classes), findings);
  }
}

}  // namespace lampyris::jobs
