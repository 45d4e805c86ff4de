// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/truth_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/attribute/node_tables.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/attribution/light_up.hpp"
#include "src/attribution/recovery.hpp"

namespace lampyris::jobs {
namespace {

void write_programs(const Context& context, const std::vector<Program>& programs,
                    const std::vector<Recovered>& recovered, const NodeNumbers& nodes) {
  io::TableRows rows;
  for (std::size_t p = 0; p < programs.size() && context.ranks.rank() == 0; ++p) {
    const LayerNodes best = nodes.layers_of({recovered[p].unit, 1}).front();
    rows.add(programs[p].name, programs[p].genes.size(), best.layer, best.nodes.offset + 1,
             recovered[p].jaccard);
  }
  io::write_table(context.in_run("programs.tsv"), {"program", "size", "layer", "node", "jaccard"}, rows,
                  context.ranks);
  context.summary(fmt::format("programs found: {} of {}",
                              std::count_if(recovered.begin(), recovered.end(),
                                            [](const Recovered& program) { return program.found(); }),
                              programs.size()));
}

}  // namespace

void attribute_stage(const Context& context) {
  const auto& settings = context.settings.attribute;
  const LightUpOptions options{settings.reference, settings.level};
  const Model model = io::read_model(context.in_run("model.h5"), context.ranks);
  const NodeNumbers nodes(model.autoencoder.architecture().widths);
  std::vector<Program> programs;
  if (!settings.truth.empty()) programs = io::read_programs(settings.truth, model.genes);

  const mpi::RankWorld world(context.ranks);
  NodeTables tables(model.genes, settings.top);
  Recovery recovery(programs, model.genes.size(), nodes.total());
  io::AttributionWriter scores(context.in_run("attribution.h5"),
                               {model.genes, nodes.widths(), word_of(settings.method),
                                word_of(settings.reference), word_of(settings.level)},
                               context.ranks);
  const Slice mine = world.share(nodes.total());
  const auto forward_pass =
      mpi::make_forward_pass(context.settings.compute.grid, model.genes.size(), context.ranks);
  const auto progress = context.progress("attribute", mine.count);
  const auto take = [&](const LayerNodes& some, MatrixView<const float> values) {
    scores.write(some.layer, some.nodes.offset, values);
    tables.add(some, values);
    recovery.add(some.first_unit, values);
    progress->advance(some.nodes.count);
  };
  light_up_in_blocks(*forward_pass, model, mine, options, take);

  io::write_table(context.in_run("top_genes.tsv"), {"layer", "node", "rank", "gene", "score"},
                  tables.top_genes(), context.ranks);
  io::write_text(context.in_run("signatures.gmt"), tables.signatures(), context.ranks);
  scores.finish();
  if (!programs.empty()) write_programs(context, programs, recovery.finish(world), nodes);
}

}  // namespace lampyris::jobs
