// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/ensemble/combined_tables.hpp"
#include "jobs/ensemble/consensus_tables.hpp"
#include "jobs/ensemble/earlier_members.hpp"
#include "jobs/ensemble/members.hpp"
#include "jobs/ensemble/program_names.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/run/member_run.hpp"
#include "jobs/run/side_by_side.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#include "src/consensus/consensus_programs.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

// Fewer do not tell how far members agree.
constexpr std::size_t fewest_members = 2;

std::string name_of_member(std::size_t member) {
  return fmt::format("member {}", member + 1);
}

// Rank 0 alone tells of members: a stop is seen to by the work of all ranks.
void advance_unstopped(Progress& shown) {
  try {
    shown.advance(1);
  } catch (const Interrupted&) {
    return;
  }
}

/// The members that did not fail.
struct MadeMembers {
  std::vector<std::size_t> numbers;   ///< from 0
  std::vector<fs::path> directories;  ///< where each is
};

/// Collective. Trains and analyses the members that are not done yet.
MadeMembers make_members(const Context& context) {
  const auto& run = context.settings.run;
  const std::size_t count = *run.seeds;
  const std::size_t parts = parts_that_fit(context, count);
  const std::string memory = parts > 1 ? memory_side_by_side(context) : "";
  context.say(fmt::format("ensemble: {} members, {}", count,
                          parts > 1 ? fmt::format("{} side by side", parts) : "in turn"));
  const auto shown = context.progress("ensemble", count);
  std::vector<std::string> failures(count);
  Members members{count, parts, {}, {}};
  members.work = [&](std::size_t member, const mpi::Communicator& ranks) -> std::string {
    if (is_run_itself(context.settings, member)) return "";
    const Settings settings = settings_of_member(context.settings, member);
    return run_member(context, ranks, {name_of_member(member), settings, "modules", context.anew, memory});
  };
  members.done = [&](std::size_t member, const std::string& failure) {
    failures[member] = failure;
    if (!failure.empty()) {
      context.say(
          fmt::format("warning: ensemble: {} failed, the others go on: {}", name_of_member(member), failure));
    }
    advance_unstopped(*shown);
  };
  do_members(context, members);
  context.ranks.broadcast(failures);
  mpi::on_first_rank(context.ranks, [&] { fs::remove_all(context.in_run(".lampyris/pca")); });
  MadeMembers made;
  std::vector<std::size_t> failed;
  for (std::size_t member = 0; member < count; ++member) {
    if (!failures[member].empty()) {
      failed.push_back(member);
      continue;
    }
    made.numbers.push_back(member);
    made.directories.push_back(
        is_run_itself(context.settings, member) ? run.directory : run.directory / folder_of_member(member));
  }
  keep_failed_members(context, failed);
  return made;
}

/// Collective. What the members have in common in every layer.
std::vector<LayerConsensus> find_consensus(const Context& context, const MadeMembers& made,
                                           const std::vector<std::string>& genes, std::size_t layers) {
  const auto& members = made.directories;
  const mpi::RankWorld world(context.ranks);
  const auto progress = context.progress("consensus", 2 * layers * members.size());
  ConsensusRules rules;
  rules.top = std::min(rules.top, context.settings.attribute.top);
  std::vector<LayerConsensus> consensus;
  for (std::size_t layer = 1; layer <= layers; ++layer) {
    LayerConsensus found{layer, made.numbers, std::vector<std::size_t>(members.size()), {}};
    const auto scores = [&](std::size_t member) {
      const io::AttributionFile file(members[member] / "attribution.h5", context.ranks);
      if (file.genes() != genes) {
        throw DataError(fmt::format("{}: its genes are not those of the other members",
                                    (members[member] / "attribution.h5").string()));
      }
      found.nodes[member] = file.nodes(layer);
      return file.read_ranked(layer, {0, file.nodes(layer)});
    };
    found.programs = find_consensus_programs(members.size(), scores, rules, world, *progress);
    consensus.push_back(std::move(found));
  }
  return consensus;
}

void write_tables(const Context& context, const std::vector<fs::path>& members,
                  const std::vector<LayerConsensus>& consensus, const std::vector<std::string>& genes) {
  const auto table = [&](const std::string& file, const std::vector<std::string>& columns, const auto& rows) {
    io::write_table(context.in_run(file), columns, context.ranks.rank() == 0 ? rows() : io::TableRows(),
                    context.ranks);
  };
  table("consensus.tsv", consensus_columns(), [&] { return consensus_rows(consensus, genes.size()); });
  table("consensus_genes.tsv", consensus_gene_columns(),
        [&] { return consensus_gene_rows(consensus, genes); });
  io::write_text(context.in_run("consensus.gmt"),
                 context.ranks.rank() == 0 ? consensus_sets(consensus, genes) : std::string(), context.ranks);
  table("stability.tsv", stability_columns(), [&] {
    io::TableRows rows;
    add_layer_stability(rows, consensus, genes.size());
    add_module_stability(rows, members, genes.size());
    return rows;
  });
  table("reconstruction_ensemble.tsv", reconstruction_ensemble_columns(),
        [&] { return reconstruction_ensemble_rows(members); });
  table("structure_ensemble.tsv", structure_ensemble_columns(),
        [&] { return structure_ensemble_rows(members); });
  if (!context.settings.interactome.edges.empty()) {
    table("interactome_ensemble.tsv", network_ensemble_columns(),
          [&] { return network_ensemble_rows(members, consensus); });
  }
  if (!context.settings.modules.contrasts.empty()) {
    table("modules_ensemble.tsv", module_ensemble_columns(), [&] { return module_ensemble_rows(members); });
  }
}

void summarise(const Context& context, const std::vector<LayerConsensus>& consensus) {
  for (const auto& layer : consensus) {
    const std::size_t members = layer.nodes.size();
    context.summary(
        layer.programs.empty()
            ? fmt::format("ensemble: layer {}: no program in most of {} members", layer.layer, members)
            : fmt::format("ensemble: layer {}: {} programs in most of {} members, median Jaccard of "
                          "their nodes' genes {:.2f}",
                          layer.layer, layer.programs.size(), members, median_jaccard(layer.programs)));
  }
}

}  // namespace

void ensemble_stage(const Context& run) {
  if (run.settings.run.seeds == 1) {
    run.say("ensemble: skipped: run.seeds = 1");
    say_earlier_members(run, 0);
    return;
  }
  const Settings settings =
      settings_of_ensemble(run.settings, io::read_model(run.in_run("model.h5"), run.ranks));
  if (settings.run.seeds == 1) {
    run.say(
        "ensemble: skipped: run.seeds = \"auto\" and a cohort of more than 25 million values; set run.seeds "
        "to the number of members that you have the time for");
    say_earlier_members(run, 0);
    return;
  }
  const Context context = run.with(settings);
  context.claim({"members"}, {});
  say_earlier_members(context, *settings.run.seeds);
  const auto made = make_members(context);
  const auto& members = made.directories;
  if (members.size() < fewest_members) {
    throw Error(ExitCode::failed,
                fmt::format("ensemble: {} of {} members have not failed: at least {} are needed; why they "
                            "failed stands in log.txt",
                            members.size(), *settings.run.seeds, fewest_members));
  }
  const io::AttributionFile first(members.front() / "attribution.h5", context.ranks);
  auto consensus = find_consensus(context, made, first.genes(), first.layers());
  name_programs(context, first.genes(), consensus);
  write_tables(context, members, consensus, first.genes());
  summarise(context, consensus);
}

}  // namespace lampyris::jobs
