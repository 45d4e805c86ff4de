// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/inspect/inspect_job.hpp"

namespace lampyris::jobs {
namespace {

void add_inspect_options(CLI::App& command, InspectOptions& options) {
  command.add_option("FILE", options.request.inputs, "Anything that import takes, or a table of samples")
      ->required();
  command.add_option("--format", options.request.format, "As of import (default: by content)");
  command.add_option("--layer", options.request.layer, "As of import");
  command
      .add_option("--samples", options.samples,
                  "Of an HDF5 or Matrix Market file of more samples, look at the values of so many; 0 = all")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
}

}  // namespace

Job inspect_command() {
  const auto options = std::make_shared<InspectOptions>();
  return {"inspect", "What files are: format, sizes, ids, values, annotation; and how to import them",
          "Examples:\n  lampyris inspect GSE1_series_matrix.txt.gz samples.tsv\n"
          "  mpirun -n 4 lampyris inspect human_gene_v2.h5 --samples 0",
          [options](CLI::App& command, CommonOptions& common) {
            add_inspect_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { inspect_job(*options, context); }};
}

}  // namespace lampyris::jobs
