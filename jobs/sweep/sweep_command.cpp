// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/run/stage_plan.hpp"
#include "jobs/submit/submit_job.hpp"
#include "jobs/sweep/sweep_job.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* sweep_examples =
    "The job file says what to sweep over: a table [sweep] with keys in quotes and a list of values each; "
    "every\n"
    "combination is a cell, a run directory of its own in RUN/sweep. Cells that are done are kept.\n"
    "Examples:\n  mpirun -n 4 lampyris sweep job.toml\n"
    "  lampyris sweep job.toml --set-list 'model.widths=[[64], [128], [64, 64]]' --set-list run.seed=1,2,3\n"
    "  lampyris sweep job.toml --list\n"
    "  lampyris sweep job.toml --array --time 04:00:00 --memory 16G > sweep.sbatch";

void add_array_options(CLI::App& command, SweepOptions& options) {
  command.add_option("--cell", options.cell, "Run this cell alone, from 1: for a member of an array")
      ->check(CLI::Range(1, 1000000000));
  auto* array =
      command.add_flag("--array", options.array,
                       "Write a batch script of Slurm in place of running: an array of a job for each cell");
  command
      .add_option("--at-once", options.at_once,
                  "Cells of the array at the same time (default: as many as Slurm starts)")
      ->check(CLI::Range(1, 1000000))
      ->needs(array);
  add_plan_options(command, options.slurm.plan);
  add_slurm_options(command, options.slurm);
}

void add_sweep_options(CLI::App& command, SweepOptions& options, CommonOptions& common) {
  command.add_option("--until", options.until, "The last stage of each cell")->capture_default_str();
  command
      .add_option("--set-list", common.lists,
                  "Sweep over one more key: section.key=[value, value]; repeatable, goes before [sweep]")
      ->expected(1)
      ->take_all();
  command.add_flag("--list", options.list, "Say what the cells are, and run none");
  command
      .add_option(
          "--side-by-side", options.side_by_side,
          "Cells at the same time, each on its part of the ranks (default: as many as there are ranks and "
          "memory for)")
      ->check(CLI::Range(1, 1000000));
  command.add_option("--most-cells", options.most_cells, "Refuse a sweep of more cells")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  add_array_options(command, options);
}

void check_options(const SweepOptions& options, CommonOptions& common) {
  require_stage(options.until, "--until");
  if (options.until == "import" || options.until == "preprocess")
    throw UsageError("--until " + options.until +
                     ": must be train or a later stage: cells share those before");
  if (options.cell && (options.array || options.list))
    throw UsageError("--cell: runs a cell, which --array and --list do not");
  if (options.cell && options.side_by_side.value_or(1) > 1)
    throw UsageError("--cell: runs one cell on all ranks; --side-by-side is for more of them");
  common.no_run_directory = options.cell || options.array || options.list;
}

}  // namespace

Job sweep_command() {
  const auto options = std::make_shared<SweepOptions>();
  Job job{"sweep", "A grid of settings: a run for each combination, side by side, and one table",
          sweep_examples,
          [options](CLI::App& command, CommonOptions& common) {
            add_job_file(command, common, "The job file; paths in it are taken from the current directory");
            add_sweep_options(command, *options, common);
            add_overrides(command, common);
            add_force(command, common);
            add_time_limit(command, common);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions& common) {
            SweepOptions asked = *options;
            if (common.threads) asked.slurm.plan.threads = static_cast<std::size_t>(*common.threads);
            sweep_job(asked, common, context);
          }};
  job.settle = [options](CommonOptions& common) { check_options(*options, common); };
  return job;
}

}  // namespace lampyris::jobs
