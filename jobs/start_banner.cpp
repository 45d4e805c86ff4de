// SPDX-License-Identifier: Apache-2.0
#include "jobs/start_banner.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "jobs/program/version.hpp"
#include "jobs/train/training_options.hpp"
#include "mpi/environment.hpp"
#include "mpi/node_memory.hpp"
#include "src/base/named_values.hpp"

namespace lampyris::jobs {
namespace {

// "node01 × 4, node02 × 4", at most four hosts by name.
std::string hosts(const mpi::Communicator& ranks) {
  constexpr std::size_t most = 4;
  std::vector<std::pair<std::string, int>> counts;
  for (const auto& host : ranks.gather(mpi::host_name())) {
    if (counts.empty() || counts.back().first != host) counts.emplace_back(host, 0);
    ++counts.back().second;
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(most, counts.size()); ++i) {
    text += fmt::format("{}{} × {}", i == 0 ? "" : ", ", counts[i].first, counts[i].second);
  }
  if (counts.size() > most) text += fmt::format(" and {} hosts more", counts.size() - most);
  return text;
}

std::string precision(const Context& context) {
  if (context.settings.train.precision) return std::string(word_of(*context.settings.train.precision));
  const bool all_have_it = context.ranks.all(automatic_precision(context.settings) == Precision::bf16);
  return fmt::format("auto ({})", word_of(all_have_it ? Precision::bf16 : Precision::f32));
}

std::string limits(const Settings& settings, const std::optional<TimeLimit>& limit) {
  std::string text = "time limit none";
  if (limit) {
    text = fmt::format("time limit {} ({}): saves and stops {} before", text_of_seconds(limit->seconds),
                       limit->source, text_of_seconds(stop_margin(limit->seconds, 0)));
  }
  return text +
         (settings.compute.heartbeat_seconds > 0
              ? fmt::format("; a rank silent for {:.3g} s ends the job", settings.compute.heartbeat_seconds)
              : std::string());
}

}  // namespace

void say_start(const Context& context, const Start& start) {
  const Settings& settings = context.settings;
  const auto node = context.ranks.node();
  const double memory = context.ranks.minimum(mpi::available_memory(node));
  const std::string where = hosts(context.ranks);
  const std::string how = precision(context);
  context.say(
      fmt::format("{}: {}, {} ranks on {}, {} threads a rank, {:.2f} GB of memory available to a rank",
                  start.command, version_line(), context.ranks.size(), where, start.threads, memory / 1e9));
  context.say(fmt::format("{}: grid {}, engine {}, precision {}; {}", start.command, settings.compute.grid,
                          word_of(settings.compute.engine), how, limits(settings, start.limit)));
  context.say(fmt::format("{}: run directory {}", start.command,
                          std::filesystem::absolute(settings.run.directory).string()));
}

}  // namespace lampyris::jobs
