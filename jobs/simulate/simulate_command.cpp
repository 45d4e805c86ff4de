// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/simulate/simulate_job.hpp"

namespace lampyris::jobs {
namespace {

void add_simulate_options(CLI::App& command, SimulateOptions& options) {
  constexpr int most = 1'000'000'000;
  command
      .add_option("--out", options.out,
                  "Directory for cohort.h5, annotation.tsv, interactome.tsv, gene_sets.gmt, truth.tsv")
      ->required();
  command.add_option("--samples", options.samples, "Samples")
      ->check(CLI::Range(1, most))
      ->capture_default_str();
  command.add_option("--genes", options.genes, "Genes")->check(CLI::Range(1, most))->capture_default_str();
  command.add_option("--programs", options.programs, "Gene programs")
      ->check(CLI::Range(1, most))
      ->capture_default_str();
  command.add_option("--classes", options.classes, "Classes (tissues)")
      ->check(CLI::Range(1, most))
      ->capture_default_str();
  command
      .add_option("--causes", options.causes,
                  "Causes behind the programs, each of which is a gate of two (both, one alone, either): so "
                  "many numbers explain a sample, but not linearly; 0: every program has its own")
      ->check(CLI::Range(0, most))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Seed: the same values on any number of ranks")
      ->capture_default_str();
}

}  // namespace

Job simulate_command() {
  const auto options = std::make_shared<SimulateOptions>();
  return {"simulate", "Make a cohort with planted gene programs, and its truth",
          "Example:\n  mpirun -n 2 lampyris simulate --out cohort --samples 1000 --genes 2000 --programs 20",
          [options](CLI::App& command, CommonOptions& common) {
            add_simulate_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) {
            simulate_job(*options, context.ranks, *context.progress("simulate", options->samples));
          }};
}

}  // namespace lampyris::jobs
