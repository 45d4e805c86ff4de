// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/sweep_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "jobs/run/stage_plan.hpp"
#include "jobs/settings/config.hpp"
#include "jobs/sweep/cell_name.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

using Changes = std::vector<std::pair<std::string, std::string>>;

// A cell whose key changes nothing would be another by name alone.
void require_sweepable(const std::string& key, const std::string& until) {
  for (const auto& [name, reason] : keys_of_no_stage()) {
    if (!names_key(name, key)) continue;
    throw UsageError(fmt::format("sweep: {} may not be swept over: {}", key, reason));
  }
  const auto plan = plan_stages({.until = until});
  if (std::ranges::any_of(plan, [&](const auto& one) { return uses(*one.stage, key); })) return;
  const auto first = std::ranges::find_if(stages(), [&](const Stage& stage) { return uses(stage, key); });
  throw UsageError(
      fmt::format("sweep: {} changes nothing up to the stage {}: leave it out, or sweep --until {}", key,
                  until, first->name));
}

// Before they are made: a grid of a million takes memory, too.
std::size_t count_cells(const std::vector<SweepGrid>& grids, std::size_t most) {
  double sum = 0;
  for (const auto& grid : grids) {
    double product = 1;
    for (const auto& axis : grid) product *= static_cast<double>(axis.values.size());
    sum += product;
  }
  if (sum > static_cast<double>(most)) {
    throw UsageError(fmt::format(
        "sweep: {:.0f} cells are more than {}: sweep over fewer values, or allow so many by --most-cells",
        sum, most));
  }
  return static_cast<std::size_t>(sum);
}

// The last axis changes fastest.
Changes changes_at(const SweepGrid& grid, std::size_t index) {
  Changes changes;
  for (auto axis = grid.rbegin(); axis != grid.rend(); ++axis) {
    changes.emplace_back(axis->key, axis->values[index % axis->values.size()]);
    index /= axis->values.size();
  }
  std::ranges::reverse(changes);
  return changes;
}

Settings settings_of_cell(const CommonOptions& common, const Settings& sweep, const Changes& changes) {
  auto overrides = common.overrides;
  for (const auto& [key, value] : changes) overrides.push_back(key + "=" + value);
  Settings settings = read_settings(common.job_file, overrides);
  settings.sweep.clear();
  settings.compute = sweep.compute;
  return settings;
}

std::string text_of(const Changes& changes) {
  std::string text;
  for (const auto& [key, value] : changes)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, value);
  return text;
}

void require_different(const std::vector<SweepCell>& cells) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    Settings settings = cells[c].settings;
    settings.run.directory.clear();
    const auto [before, fresh] = seen.emplace(to_toml(settings), c);
    if (fresh) continue;
    throw UsageError(fmt::format("sweep: cells {} and {} are alike: {}; leave one out", before->second + 1,
                                 c + 1, text_of(cells[c].changes)));
  }
}

}  // namespace

Sweep make_sweep(const SweepOptions& options, const CommonOptions& common, const Settings& settings) {
  if (settings.sweep.empty()) {
    throw UsageError(fmt::format(
        "{}: has no [sweep]; must say what to sweep over, as \"model.widths\" = [[64], [128]] there or by "
        "--set-list 'model.widths=[[64], [128]]'",
        common.job_file.string()));
  }
  Sweep sweep;
  for (const auto& grid : settings.sweep) {
    for (const auto& axis : grid) {
      require_sweepable(axis.key, options.until);
      if (std::ranges::find(sweep.keys, axis.key) == sweep.keys.end()) sweep.keys.push_back(axis.key);
    }
  }
  sweep.cells.reserve(count_cells(settings.sweep, options.most_cells));
  for (const auto& grid : settings.sweep) {
    const std::size_t cells = count_cells({grid}, options.most_cells);
    for (std::size_t index = 0; index < cells; ++index) {
      const auto changes = changes_at(grid, index);
      sweep.cells.push_back({"", changes, settings_of_cell(common, settings, changes)});
    }
  }
  require_different(sweep.cells);
  std::vector<Changes> all;
  for (const auto& cell : sweep.cells) all.push_back(cell.changes);
  const auto names = names_of_cells(all, sweep.keys);
  for (std::size_t c = 0; c < names.size(); ++c) {
    sweep.cells[c].name = names[c];
    sweep.cells[c].settings.run.directory = settings.run.directory / "sweep" / names[c];
  }
  return sweep;
}

}  // namespace lampyris::jobs
