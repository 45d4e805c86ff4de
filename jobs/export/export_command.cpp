// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/export/export_job.hpp"

namespace lampyris::jobs {
namespace {

void add_export_options(CLI::App& command, ExportOptions& options) {
  command.add_option("INPUT", options.input, "A cohort.h5, or the directory of a run")->required();
  command.add_option("--out", options.out, "The file to write (.h5ad)")->required();
  command.add_option("--format", options.format, "Of the file to write")
      ->check(CLI::IsMember({"h5ad"}))
      ->capture_default_str();
}

}  // namespace

Job export_command() {
  const auto options = std::make_shared<ExportOptions>();
  return {"export", "A cohort, or the cohort and codes of a run, for anndata and scanpy",
          "Examples:\n  lampyris export cohort.h5 --out cohort.h5ad\n"
          "  mpirun -n 4 lampyris export runs/demo --format h5ad --out demo.h5ad",
          [options](CLI::App& command, CommonOptions& common) {
            add_export_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { export_job(*options, context); }};
}

}  // namespace lampyris::jobs
