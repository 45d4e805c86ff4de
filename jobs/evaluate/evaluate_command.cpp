// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <memory>

#include "jobs/evaluate/evaluate_job.hpp"

namespace lampyris::jobs {
namespace {

void add_evaluate_options(CLI::App& command, EvaluateOptions& options) {
  add_projection_options(command, options.projection);
  command
      .add_option("--group", options.groups,
                  "Column of the annotation: R² of each of its classes, too; repeatable")
      ->expected(1)
      ->take_all();
  command
      .add_option("--leave-out", options.leave_out,
                  "Share of the measured genes, drawn at random, that are taken away; their R², found from "
                  "the others, is measured, too")
      ->check(CLI::Range(0.0, 0.99))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Which genes are taken away; the same on any number of ranks")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  command.add_option("--out", options.out, "The table to write (.tsv)");
}

}  // namespace

Job evaluate_command() {
  const auto options = std::make_shared<EvaluateOptions>();
  return {"evaluate",
          "R² of the model and the PCA of a run on another cohort, by group, and of genes left out",
          "Examples:\n  lampyris evaluate runs/demo other.h5 --standardise none --out evaluation.tsv\n"
          "  mpirun -n 4 lampyris evaluate runs/demo other.tsv.gz --annotation samples.tsv --group tissue "
          "--leave-out 0.5",
          [options](CLI::App& command, CommonOptions& common) {
            add_evaluate_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { evaluate_job(*options, context); }};
}

}  // namespace lampyris::jobs
