// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>

#include "jobs/submit/submit_job.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* submit_examples =
    "Without --yes nothing is submitted: the script goes to stdout, to be looked at or kept.\n"
    "Examples:\n  lampyris submit job.toml --nodes 4 --ranks-per-node 32\n"
    "  lampyris submit job.toml --nodes 4 --ranks-per-node 32 --partition long --account genes --yes\n"
    "  lampyris submit job.toml --samples 100000 --genes 20000 --time 2-00:00:00 > job.sbatch";

// Of what Slurm reads, one word: a line break would begin another directive.
std::string one_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(),
                                                  [](unsigned char c) { return std::isgraph(c) != 0; });
  return plain ? "" : "must be one word without spaces";
}

void check_stages(const SubmitOptions& options) {
  constexpr std::array known{"run",       "sweep",       "import",    "preprocess", "train", "reference",
                             "attribute", "interactome", "structure", "modules",    "report"};
  std::istringstream in(options.stages);
  for (std::string stage; std::getline(in, stage, ',');) {
    if (std::find(known.begin(), known.end(), stage) == known.end()) {
      throw UsageError(fmt::format("submit: --stages: there is no stage \"{}\"; there are {}", stage,
                                   fmt::join(known, ", ")));
    }
  }
}

}  // namespace

void add_slurm_options(CLI::App& command, SubmitOptions& options) {
  const CLI::Validator word(one_word, "WORD");
  command.add_option("--time", options.time, "Time limit, as sbatch reads it (default: from the plan)")
      ->check(word);
  command
      .add_option("--memory", options.memory, "Memory of a node, as sbatch reads it (default: from the plan)")
      ->check(word);
  command.add_option("--partition", options.partition, "Partition of the cluster")->check(word);
  command.add_option("--account", options.account, "Account that pays")->check(word);
  command
      .add_option("--sbatch", options.extra,
                  "One more option of sbatch, as --sbatch=--constraint=avx512; repeatable")
      ->check(word)
      ->expected(1)
      ->take_all();
  command.add_flag("--yes", options.yes, "Submit it");
}

Job submit_command() {
  const auto options = std::make_shared<SubmitOptions>();
  Job job{"submit", "A batch script of Slurm from the plan; submitted with --yes", submit_examples,
          [options](CLI::App& command, CommonOptions& common) {
            add_job_file(command, common, "The job file; paths in it are taken from the current directory");
            add_plan_options(command, options->plan);
            add_slurm_options(command, *options);
            command.add_option("--stages", options->stages, "Commands to run in turn, separated by commas")
                ->check(CLI::Validator(one_word, "WORD"))
                ->capture_default_str();
            add_overrides(command, common);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions& common) {
            SubmitOptions asked = *options;
            if (common.threads) asked.plan.threads = static_cast<std::size_t>(*common.threads);
            submit_job(asked, common, context);
          }};
  job.leaves_run_directory = false;
  job.settle = [options](CommonOptions&) { check_stages(*options); };
  return job;
}

}  // namespace lampyris::jobs
