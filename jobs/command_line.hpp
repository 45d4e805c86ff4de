#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/export/export_options.hpp"
#include "jobs/import/import_options.hpp"
#include "jobs/inspect/inspect_options.hpp"
#include "jobs/pca/pca_options.hpp"
#include "jobs/plan/plan_options.hpp"
#include "jobs/simulate/simulate_job.hpp"

namespace lampyris::jobs {

/// What was typed.
struct Command {
  std::string name;  ///< "simulate", "import", "inspect", "export", "pca", "plan", "run", or the name of one
                     ///< stage; empty: `text` says it all
  std::string text;  ///< help or version, for stdout
  SimulateOptions simulate;
  ImportOptions import;
  InspectOptions inspect;
  ExportOptions export_;
  PcaOptions pca;
  PlanOptions plan;
  std::filesystem::path job_file;
  std::vector<std::string> overrides;
  std::string grid = "auto";
  int threads = 0;  ///< 0: the cores of the node shared among its ranks
  bool force = false;
  bool quiet = false;
  bool log_json = false;
};

/// Throws UsageError that says what is wrong and where help is.
[[nodiscard]] Command parse_command_line(int argc, char** argv);

}  // namespace lampyris::jobs
