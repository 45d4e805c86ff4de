// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/verify_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <system_error>

#include "io/hdf5/array_difference.hpp"
#include "io/text/table_difference.hpp"
#include "jobs/program/run_directory.hpp"
#include "jobs/run/linked_files.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/stage_table.hpp"
#include "jobs/settings/config.hpp"
#include "mpi/agreement.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

// What says when and how fast: no two runs have it alike.
const std::vector<std::string> columns_of_time{"seconds", "samples_per_second", "heldout_seconds"};

// Its sums over samples are in the order of the ranks, and so are the last digits of single precision.
constexpr const char* file_of_sums = "pca.h5";
constexpr double most_rounding = 1e-3;

bool asked_for(const Stage& stage, const VerifyOptions& options) {
  // The page repeats the tables, beside the times of the manifest.
  if (stage.name == "report") return false;
  return options.stages.empty() ||
         std::find(options.stages.begin(), options.stages.end(), stage.name) != options.stages.end();
}

void check_stages(const VerifyOptions& options) {
  for (const auto& name : options.stages) {
    const auto found = std::ranges::find(stages(), name, &Stage::name);
    if (found == stages().end() || name == "report") {
      throw UsageError(
          fmt::format("--stage {}: must be a stage of a run that makes tables, as \"structure\"", name));
    }
  }
}

Settings settings_of_run(const VerifyOptions& options) {
  if (!fs::exists(options.run / "manifest.json")) {
    throw DataError(
        fmt::format("{}: no manifest.json in it; must be the directory of a run", options.run.string()));
  }
  Settings settings = read_settings(options.run / "job.toml", {});
  settings.run.directory = options.run;
  if (options.grid != "auto") settings.compute.grid = options.grid;
  return settings;
}

fs::path scratch_of(const VerifyOptions& options) {
  if (!options.scratch.empty()) return options.scratch;
  const auto plain = (options.run / "").parent_path();
  return plain.string() + ".verify";
}

void require_whole(const Stage& stage, Manifest& manifest, const Settings& settings) {
  for (const auto& [file, missing] : manifest.differences(stage)) {
    throw DataError(fmt::format("{}: {} since the stage \"{}\" made it",
                                (settings.run.directory / file).string(),
                                missing ? "was deleted" : "was changed or damaged", stage.name));
  }
}

struct Comparison {
  std::string difference;  ///< "" when there is none
  std::string equal_how;
};

Comparison compare_file(const io::KnownFile& known, const fs::path& made) {
  const auto difference = io::difference_of(known, made, columns_of_time);
  const std::string name = made.filename().string();
  if (!difference)
    return {"", name == "metrics.tsv" ? "equal but for its times" : "equal, SHA-256 " + known.sha256};
  if (name != file_of_sums || !fs::exists(made)) return {*difference, ""};
  const auto largest = io::h5::largest_difference(known.path, made);
  if (!largest || *largest > most_rounding) return {*difference, ""};
  return {"",
          fmt::format("equal up to the order of sums over ranks, {:.1g} of the greatest value", *largest)};
}

/// Compares what a stage made, then and now; returns how many files. Throws at the first difference.
std::size_t compare(const Stage& stage, const std::vector<Manifest::File>& files, const fs::path& run,
                    const Context& context) {
  for (const auto& [name, sha256] : files) {
    const io::KnownFile known{run / name, sha256};
    context.summary(mpi::on_first_rank(context.ranks, [&, &file = name] {
      const auto [difference, how] = compare_file(known, context.in_run(file));
      if (difference.empty()) return fmt::format("verify: {} {} {}", stage.name, file, how);
      throw Error(ExitCode::failed,
                  fmt::format("verify: stage \"{}\" made another {}: {}", stage.name, file, difference));
    }));
  }
  return files.size();
}

}  // namespace

void verify_job(const VerifyOptions& options, const Context& context) {
  check_stages(options);
  const Settings of_run = settings_of_run(options);
  // A wrong grid is refused before anything is made.
  (void)mpi::grid_shape(of_run.compute.grid, std::numeric_limits<std::size_t>::max(), context.ranks);
  Manifest manifest(of_run, context.ranks);
  Settings again = of_run;
  again.run.directory = scratch_of(options);
  if (mpi::on_first_rank(context.ranks, [&] { return fs::exists(again.run.directory); })) {
    throw UsageError(fmt::format("{}: stands already; delete it, or name another directory by --scratch",
                                 again.run.directory.string()));
  }
  RunDirectory scratch(again.run.directory, "--scratch", context.ranks,
                       [](const auto&) { return std::vector<std::string>(); });
  const Context beside = context.with(again);
  std::size_t equal = 0;
  for (const Stage& stage : stages()) {
    const auto files = manifest.files(stage);
    if (files.empty()) continue;
    require_whole(stage, manifest, of_run);
    if (!asked_for(stage, options)) {
      // Each stage is computed from what stands, not from what came before it here.
      link_files(files, of_run.run.directory, beside);
      continue;
    }
    context.say(fmt::format("verify: {}: {}", stage.name, stage.help));
    stage.run(beside);
    equal += compare(stage, files, of_run.run.directory, beside);
    link_files(files, of_run.run.directory, beside);
  }
  mpi::on_first_rank(context.ranks, [&] { fs::remove_all(again.run.directory); });
  context.summary(fmt::format("verify: {}: {} files made again on {} ranks, all equal",
                              of_run.run.directory.string(), equal, context.ranks.size()));
}

}  // namespace lampyris::jobs
