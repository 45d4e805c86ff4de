// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/sweep_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "io/files/atomic_file.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/member_run.hpp"
#include "jobs/run/side_by_side.hpp"
#include "jobs/settings/config.hpp"
#include "jobs/sweep/shared_start.hpp"
#include "jobs/sweep/sweep_array.hpp"
#include "jobs/sweep/sweep_cells.hpp"
#include "jobs/sweep/sweep_table.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

const std::vector<std::string> files_of_sweep{"sweep", "sweep.tsv", "sweep.html"};

void list_cells(const Context& context, const Sweep& sweep) {
  for (std::size_t c = 0; c < sweep.cells.size(); ++c) {
    std::string changes;
    for (const auto& [key, value] : sweep.cells[c].changes) changes += fmt::format(" {} = {}", key, value);
    context.summary(fmt::format("{} {}:{}", c + 1, sweep.cells[c].name, changes));
  }
}

MemberRun member_of(const SweepCell& cell, const SweepOptions& options, const CommonOptions& common) {
  return {cell.name, cell.settings, options.until, common.force};
}

// Rank 0 alone tells of cells: a stop is seen to by the work of all ranks.
void advance_unstopped(Progress& shown) {
  try {
    shown.advance(1);
  } catch (const Interrupted&) {
    return;
  }
}

// Says what a cell gave as it ends; on rank 0.
void say_done(const Context& context, const SweepCell& cell, const std::string& failure, std::size_t done,
              std::size_t of) {
  const std::string place = fmt::format("sweep: {} of {}: {}", done, of, cell.name);
  if (!failure.empty()) return context.say(fmt::format("{}: failed: {}", place, failure));
  const auto result = read_cell_result(cell.settings);
  context.say(fmt::format("{}: {}, {:.1f} s", place, describe(result), result.seconds));
}

std::vector<std::string> run_cells(const SweepOptions& options, const CommonOptions& common,
                                   const Context& context, const Sweep& sweep) {
  const std::size_t parts = cells_side_by_side(context, sweep, options.side_by_side);
  const std::string memory = parts > 1 ? memory_side_by_side(context) : "";
  context.say(fmt::format("sweep: {} cells up to the stage {}, {}", sweep.cells.size(), options.until,
                          parts > 1 ? fmt::format("{} side by side", parts) : "in turn"));
  const auto shown = context.progress("sweep", sweep.cells.size());
  std::vector<std::string> failures(sweep.cells.size());
  std::size_t done = 0;
  Members members{sweep.cells.size(), parts, {}, {}};
  members.work = [&](std::size_t c, const mpi::Communicator& ranks) {
    MemberRun member = member_of(sweep.cells[c], options, common);
    member.memory = memory;
    return run_member(context, ranks, member);
  };
  members.done = [&](std::size_t c, const std::string& failure) {
    failures[c] = failure;
    say_done(context, sweep.cells[c], failure, ++done, sweep.cells.size());
    advance_unstopped(*shown);
  };
  do_members(context, members);
  context.ranks.broadcast(failures);
  return failures;
}

// Writes the table, says what came out, and throws when a cell failed.
void finish(const SweepOptions& options, const Context& context, const Sweep& sweep,
            const std::vector<std::string>& failures) {
  std::string line = mpi::on_first_rank(context.ranks, [&] {
    const auto rows = read_rows(context, sweep, options.until, failures);
    write_sweep(context, sweep, rows);
    std::string text = fmt::format("sweep: {} of {} cells are done",
                                   std::ranges::count(rows, CellState::done, &CellRow::state), rows.size());
    if (const auto best = best_cell(rows)) {
      const bool chosen_apart = rows[*best].result.r2[1].has_value();
      text += fmt::format("; best{}: {}: {}", chosen_apart ? " on validation samples" : "",
                          sweep.cells[*best].name, describe(rows[*best].result));
    }
    return text;
  });
  context.summary(line);
  context.summary(fmt::format("sweep: {}", context.in_run("sweep.html").string()));
  const auto failed = std::ranges::count_if(failures, [](const auto& failure) { return !failure.empty(); });
  if (failed == 0) return;
  const auto first = static_cast<std::size_t>(
      std::ranges::find_if(failures, [](const auto& failure) { return !failure.empty(); }) -
      failures.begin());
  throw Error(ExitCode::failed, fmt::format("sweep: {} of {} cells failed: {}: {}; {} has the others", failed,
                                            sweep.cells.size(), sweep.cells[first].name, failures[first],
                                            context.in_run("sweep.tsv").string()));
}

void run_all(const SweepOptions& options, const CommonOptions& common, const Context& context,
             const Sweep& sweep) {
  require_side_by_side(context, options.side_by_side);
  context.claim(files_of_sweep, {});
  make_shared(context, sweep);
  const auto failures = run_cells(options, common, context, sweep);
  // Who goes on with the same sweep fits none again.
  mpi::on_first_rank(context.ranks, [&] { std::filesystem::remove_all(context.in_run(".lampyris/pca")); });
  finish(options, context, sweep, failures);
}

/// Does `work` in the directory of the sweep, which members of an array have one after another.
void in_directory_of_sweep(const Context& context, double wait_seconds,
                           const std::function<void(const Context&)>& work) {
  RunDirectory directory(context.settings.run.directory, "run.directory", context.ranks,
                         files_of_run_without_list, wait_seconds);
  directory.claim({"job.toml", "manifest.json"});
  directory.claim(files_of_sweep);
  Context mine = context;
  mine.claim = [&](const auto& names, const auto& inputs) { directory.claim(names, inputs); };
  work(mine);
}

void run_one(const SweepOptions& options, const CommonOptions& common, const Context& context,
             const Sweep& sweep) {
  constexpr double while_another_imports = 24 * 3600;
  constexpr double while_another_writes = 600;
  const std::size_t c = *options.cell - 1;
  if (c >= sweep.cells.size()) {
    throw UsageError(fmt::format("--cell {}: must be from 1 to {}, the cells of this sweep", *options.cell,
                                 sweep.cells.size()));
  }
  in_directory_of_sweep(context, while_another_imports, [&](const Context& mine) {
    mpi::on_first_rank(context.ranks,
                       [&] { io::write_atomically(context.in_run("job.toml"), to_toml(context.settings)); });
    make_shared(mine, sweep);
  });
  context.say(fmt::format("sweep: cell {} of {}: {}, up to the stage {}", c + 1, sweep.cells.size(),
                          sweep.cells[c].name, options.until));
  std::vector<std::string> failures(sweep.cells.size());
  failures[c] = run_member(context, context.ranks, member_of(sweep.cells[c], options, common));
  if (context.ranks.rank() == 0) say_done(context, sweep.cells[c], failures[c], c + 1, sweep.cells.size());
  in_directory_of_sweep(context, while_another_writes,
                        [&](const Context& mine) { finish(options, mine, sweep, failures); });
}

}  // namespace

void sweep_job(const SweepOptions& options, const CommonOptions& common, const Context& context) {
  const Sweep sweep = make_sweep(options, common, context.settings);
  if (options.list) return list_cells(context, sweep);
  if (options.array) return write_array(options, common, context, sweep.cells.size());
  if (options.cell) return run_one(options, common, context, sweep);
  run_all(options, common, context, sweep);
}

}  // namespace lampyris::jobs
