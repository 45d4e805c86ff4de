// SPDX-License-Identifier: Apache-2.0
#include "jobs/job_table.hpp"

#include <utility>
#include <vector>

#include "jobs/evaluate/evaluate_job.hpp"
#include "jobs/export/export_job.hpp"
#include "jobs/import/import_job.hpp"
#include "jobs/inspect/inspect_job.hpp"
#include "jobs/pca/pca_job.hpp"
#include "jobs/plan/plan_job.hpp"
#include "jobs/project/project_job.hpp"
#include "jobs/run/run_job.hpp"
#include "jobs/run/verify_job.hpp"
#include "jobs/show_settings/show_settings_job.hpp"
#include "jobs/simulate/simulate_job.hpp"
#include "jobs/submit/submit_job.hpp"
#include "jobs/sweep/sweep_job.hpp"

namespace lampyris::jobs {

std::span<const Job> jobs() {
  static const auto table = [] {
    std::vector<Job> rows{
        simulate_command(), with_job_file(import_command()),
        inspect_command(),  export_command(),
        pca_command(),      evaluate_command(),
        project_command(),  show_settings_command(),
        plan_command(),     submit_command(),
    };
    rows.push_back(verify_command());
    rows.push_back(sweep_command());
    for (auto& row : run_commands()) rows.push_back(std::move(row));
    return rows;
  }();
  return table;
}

}  // namespace lampyris::jobs
