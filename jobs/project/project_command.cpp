// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/project/project_job.hpp"

namespace lampyris::jobs {

Job project_command() {
  const auto options = std::make_shared<ProjectOptions>();
  return {"project", "Codes of another cohort by the model and the PCA of a run, for anndata and scanpy",
          "Examples:\n  lampyris project runs/demo other.tsv.gz --annotation samples.tsv --out codes.h5ad\n"
          "  mpirun -n 4 lampyris project runs/demo other.h5 --standardise none --out codes.h5ad",
          [options](CLI::App& command, CommonOptions& common) {
            add_projection_options(command, options->projection);
            command.add_option("--out", options->out, "The file to write (.h5ad)")->required();
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { project_job(*options, context); }};
}

}  // namespace lampyris::jobs
