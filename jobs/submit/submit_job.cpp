// SPDX-License-Identifier: Apache-2.0
#include "jobs/submit/submit_job.hpp"

#include <fmt/format.h>

#include "jobs/submit/batch_script.hpp"
#include "jobs/submit/sbatch.hpp"
#include "mpi/node_cores.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

// What was typed goes before the plan, which is made only where something is left for it to say.
SlurmRequest request_for(const SubmitOptions& options, const Context& context) {
  PlanOptions asked = options.plan;
  const auto cores = static_cast<std::size_t>(mpi::node_cores(context.ranks.node()));
  asked.nodes = asked.nodes.value_or(1);
  asked.threads = asked.threads.value_or(1);
  asked.ranks_per_node = asked.ranks_per_node.value_or(std::max<std::size_t>(1, cores / *asked.threads));
  SlurmRequest request{*asked.nodes, *asked.ranks_per_node, *asked.threads, options.memory, options.time};
  if (!options.time.empty() && !options.memory.empty()) return request;
  Context told = context;
  told.summary = context.say;  // stdout is for the script
  const SlurmRequest planned = request_of(plan_job(asked, told));
  if (request.memory.empty()) request.memory = planned.memory;
  if (request.time.empty()) request.time = planned.time;
  return request;
}

void submit_script(const std::string& script, bool yes, const Context& context) {
  if (context.ranks.rank() != 0) return;
  if (yes) {
    context.summary(queue_script(script));
  } else {
    context.summary(script);
    context.say("submit: not submitted: add --yes, or hand this script to sbatch");
  }
}

void submit_job(const SubmitOptions& options, const CommonOptions& common, const Context& context) {
  const SlurmRequest request = request_for(options, context);
  context.say(
      fmt::format("submit: {} nodes × {} ranks × {} threads, {} of memory a node, at most {} before it "
                  "is queued again",
                  request.nodes, request.ranks_per_node, request.threads, request.memory, request.time));
  submit_script(batch_script(request, options, common), options.yes, context);
}

}  // namespace lampyris::jobs
