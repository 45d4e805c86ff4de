// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/plan/plan_job.hpp"
#include "jobs/plan/planned_ensemble.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* plan_examples =
    "The time is measured: some seconds of training on random samples, by as many ranks at once as a node\n"
    "will have, so run it where the job will run.\n"
    "Examples:\n  lampyris plan job.toml --ranks-per-node 2\n"
    "  srun --ntasks 1 --cpus-per-task 32 lampyris plan job.toml --nodes 4 --ranks-per-node 32 --network "
    "25\n"
    "  lampyris plan job.toml --samples 1000000 --genes 20000 --set train.batch=4096";

}  // namespace

void add_plan_options(CLI::App& command, PlanOptions& options) {
  constexpr int most = 1'000'000'000;
  command.add_option("--nodes", options.nodes, "Nodes (default: those of this command's own ranks)")
      ->check(CLI::Range(1, 1'000'000));
  command
      .add_option("--ranks-per-node,--ranks", options.ranks_per_node,
                  "Ranks of a node (default: as this command)")
      ->check(CLI::Range(1, 1024));
  command.add_option("--samples", options.samples, "Samples, where the cohort is not imported yet")
      ->check(CLI::Range(1, most));
  command.add_option("--genes", options.genes, "Genes, where the cohort is not imported yet")
      ->check(CLI::Range(1, most));
  command.add_option("--network", options.network, "Bandwidth of a node, Gbit/s")
      ->check(CLI::Range(0.001, 100000.0))
      ->capture_default_str();
}

Job plan_command() {
  const auto options = std::make_shared<PlanOptions>();
  Job job{"plan", "What training would take: grid, memory of a rank, time of an epoch", plan_examples,
          [options](CLI::App& command, CommonOptions& common) {
            add_job_file(command, common, "The job file; nothing of it is run and no file is written");
            add_plan_options(command, *options);
            add_overrides(command, common);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions& common) {
            PlanOptions asked = *options;
            if (common.threads) asked.threads = static_cast<std::size_t>(*common.threads);
            const JobPlan plan = plan_job(asked, context);
            say_planned_ensemble(plan, asked, context);
          }};
  job.leaves_run_directory = false;
  return job;
}

}  // namespace lampyris::jobs
