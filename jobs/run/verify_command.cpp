// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/run/verify_job.hpp"

namespace lampyris::jobs {
namespace {

void add_verify_options(CLI::App& command, VerifyOptions& options) {
  command.add_option("RUN", options.run, "The directory of a run")->required();
  command
      .add_option("--stage", options.stages, "Compute this stage again; repeatable (default: all that ran)")
      ->expected(1)
      ->take_all();
  command.add_option("--scratch", options.scratch,
                     "Where to compute; removed when all is equal (default: RUN.verify)");
  command.add_option("--grid", options.grid, "Ranks as samples x genes, SxT (default: as the job file says)");
}

}  // namespace

Job verify_command() {
  const auto options = std::make_shared<VerifyOptions>();
  return {"verify", "Compute a run again, on these ranks, and compare every file with what stands",
          "Weights are bit-equal on equal grids, and with train.reproducible = true on all.\n"
          "Examples:\n  mpirun -n 4 lampyris verify runs/demo\n"
          "  lampyris verify runs/demo --stage structure --stage modules",
          [options](CLI::App& command, CommonOptions& common) {
            add_verify_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { verify_job(*options, context); }};
}

}  // namespace lampyris::jobs
