// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_memory.hpp"

#include <fmt/format.h>

#include <span>

#include "jobs/settings/memory_limit.hpp"
#include "jobs/train/training_options.hpp"
#include "mpi/node_memory.hpp"
#include "src/base/error.hpp"
#include "src/planning/cost_model.hpp"

namespace lampyris::jobs {
namespace {

std::string in_gigabytes(double bytes) {
  return fmt::format("{:.2f} GB", bytes / 1e9);
}

}  // namespace

bool must_stream(const Context& context, const MemoryQuestion& question) {
  const double available = context.ranks.minimum(fair_share * mpi::available_memory(context.ranks.node()));
  const double limit = memory_limit(context.settings.compute.memory_per_rank, available);
  const MemoryFit fit = fit_memory(question, limit);
  const double resident = context.ranks.maximum(fit.resident);
  const double streamed = context.ranks.maximum(fit.least);
  if (resident <= limit) {
    context.say(fmt::format("train: {} a rank of at most {}", in_gigabytes(resident), in_gigabytes(limit)));
    return false;
  }
  if (streamed > limit) {
    throw UsageError(fmt::format(
        "train: needs {} a rank even when it reads the samples batch by batch, and may use {}: run on more "
        "ranks of more nodes, or lower model.widths or train.batch, or raise compute.memory_per_rank",
        in_gigabytes(streamed), in_gigabytes(limit)));
  }
  context.say(fmt::format("train: {} a rank would be more than {}: reads the samples batch by batch ({})",
                          in_gigabytes(resident), in_gigabytes(limit), in_gigabytes(streamed)));
  return true;
}

}  // namespace lampyris::jobs
