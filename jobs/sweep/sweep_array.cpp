// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/sweep_array.hpp"

#include <fmt/format.h>

#include "jobs/submit/batch_script.hpp"
#include "jobs/submit/submit_job.hpp"

namespace lampyris::jobs {

void write_array(const SweepOptions& options, const CommonOptions& common, const Context& context,
                 std::size_t cells) {
  const SlurmRequest request = request_for(options.slurm, context);
  BatchArray array{fmt::format("1-{}", cells), "--cell \"$SLURM_ARRAY_TASK_ID\" --until " + options.until};
  if (options.at_once) array.members += fmt::format("%{}", *options.at_once);
  for (const auto& list : common.lists) array.arguments += " --set-list " + in_quotes(list);
  SubmitOptions slurm = options.slurm;
  slurm.stages = "sweep";
  submit_script(batch_script(request, slurm, common, array), slurm.yes, context);
}

}  // namespace lampyris::jobs
