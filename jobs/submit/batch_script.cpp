// SPDX-License-Identifier: Apache-2.0
#include "jobs/submit/batch_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "jobs/submit/common_script.hpp"

namespace lampyris::jobs {
namespace {

std::string directives(const SlurmRequest& request, const SubmitOptions& options, const std::string& name,
                       const BatchArray& array) {
  std::string text;
  const auto ask = [&](const std::string& line) { text += fmt::format("#SBATCH {}\n", line); };
  ask(fmt::format("--job-name={}", name));
  ask(fmt::format("--nodes={}", request.nodes));
  ask(fmt::format("--ntasks-per-node={}", request.ranks_per_node));
  ask(fmt::format("--cpus-per-task={}", request.threads));
  if (!request.memory.empty()) ask(fmt::format("--mem={}", request.memory));
  ask(fmt::format("--time={}", request.time));
  if (!options.partition.empty()) ask(fmt::format("--partition={}", options.partition));
  if (!options.account.empty()) ask(fmt::format("--account={}", options.account));
  for (const char* fixed : {"--signal=B:USR1@120", "--open-mode=append", "--requeue", "--export=NONE"})
    ask(fixed);
  ask(array.members.empty() ? "--output=%x-%j.log" : "--output=%x-%A_%a.log");
  if (!array.members.empty()) ask(fmt::format("--array={}", array.members));
  for (const auto& option : options.extra) ask(option);  // the last of two counts
  return text;
}

// A job starts without the environment of the shell that submits it, so without its modules.
std::string modules() {
  const char* loaded = std::getenv("LOADEDMODULES");
  if (loaded == nullptr || *loaded == '\0') return "";
  std::string names = loaded;
  std::replace(names.begin(), names.end(), ':', ' ');
  return fmt::format("module load {}\n", names);
}

std::string arguments(const CommonOptions& common) {
  std::string text = in_quotes(common.job_file.string());
  for (const auto& setting : common.overrides) text += " --set " + in_quotes(setting);
  if (common.grid != "auto") text += " --grid " + in_quotes(common.grid);
  return text;
}

}  // namespace

std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string batch_script(const SlurmRequest& request, const SubmitOptions& options,
                         const CommonOptions& common, const BatchArray& array) {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto scripts = program.parent_path().parent_path() / "share" / "lampyris" / "slurm";
  return fmt::format(
      "#!/bin/bash -l\n{}set -uo pipefail\n{}LAMPYRIS={}\nlampyris_scripts={}\n\n{}\n"
      "begin {} 'a script of lampyris submit' {}\nrun_stages\n",
      directives(request, options, fmt::format("lampyris-{}", common.job_file.stem().string()), array),
      modules(), in_quotes(program.string()), in_quotes(scripts.string()), common_script,
      in_quotes(options.stages),
      array.members.empty() ? arguments(common) : arguments(common) + " " + array.arguments);
}

}  // namespace lampyris::jobs
