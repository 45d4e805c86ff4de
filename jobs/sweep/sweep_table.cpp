// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/sweep_table.hpp"

#include <fmt/format.h>

#include <limits>
#include <sstream>

#include "io/report/report_writer.hpp"
#include "io/text/number_text.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/program/build.hpp"
#include "jobs/run/member_run.hpp"
#include "jobs/settings/keys.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t validation = 1;  // of sample_parts

std::string cell_of(const std::optional<double>& value) {
  return io::format_number(value.value_or(std::numeric_limits<double>::quiet_NaN()));
}

std::string cell_of(const std::optional<std::size_t>& value) {
  return value ? std::to_string(*value) : "NA";
}

std::string state_text(CellState state) {
  if (state == CellState::done) return "done";
  return state == CellState::failed ? "failed" : "not run";
}

std::string value_of_key(const Settings& settings, const std::string& name) {
  for (const auto& key : job_keys()) {
    if (key.name != name) continue;
    toml::table table;
    key.write(settings, table, "value");
    if (const auto text = table.get("value")->value_exact<std::string>()) return *text;
    std::ostringstream text;
    table.get("value")->visit([&](const auto& node) { text << node; });
    return text.str();
  }
  return "";
}

std::vector<std::string> columns_of(const Sweep& sweep) {
  std::vector<std::string> columns{"cell"};
  columns.insert(columns.end(), sweep.keys.begin(), sweep.keys.end());
  for (const char* column :
       {"state", "parameters", "epochs", "code", "r2_training", "r2_validation", "r2_test", "pca",
        "pca_r2_training", "pca_r2_validation", "pca_r2_test", "part", "difference", "seconds", "reason"}) {
    columns.emplace_back(column);
  }
  return columns;
}

std::vector<std::string> cells_of(const Sweep& sweep, std::size_t c, const CellRow& row) {
  const CellResult& result = row.result;
  std::vector<std::string> cells{sweep.cells[c].name};
  for (const auto& key : sweep.keys) cells.push_back(value_of_key(sweep.cells[c].settings, key));
  cells.insert(cells.end(), {state_text(row.state), cell_of(result.parameters), cell_of(result.epochs),
                             cell_of(result.code)});
  for (const auto& value : result.r2) cells.push_back(cell_of(value));
  cells.push_back(cell_of(result.components));
  for (const auto& value : result.r2_of_pca) cells.push_back(cell_of(value));
  const auto part = result.last_part();
  cells.emplace_back(part ? sample_parts[*part] : "NA");
  std::optional<double> difference;
  if (part && result.r2_of_pca[*part]) difference = *result.r2[*part] - *result.r2_of_pca[*part];
  cells.insert(cells.end(),
               {cell_of(difference),
                row.state == CellState::done ? fmt::format("{:.1f}", result.seconds) : "NA", row.reason});
  return cells;
}

}  // namespace

std::vector<CellRow> read_rows(const Context& context, const Sweep& sweep, const std::string& until,
                               const std::vector<std::string>& failures) {
  const auto alone = mpi::Communicator::self();
  std::vector<CellRow> rows;
  for (std::size_t c = 0; c < sweep.cells.size(); ++c) {
    const auto& cell = sweep.cells[c];
    CellRow row{CellState::not_run, failures.empty() ? "" : failures[c], {}};
    if (row.reason.empty()) row.reason = failure_of(cell.settings);
    if (!row.reason.empty()) {
      row.state = CellState::failed;
    } else if (is_member_done(context.settings, {cell.name, cell.settings, until}, alone)) {
      row.state = CellState::done;
      row.result = read_cell_result(cell.settings);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void write_sweep(const Context& context, const Sweep& sweep, const std::vector<CellRow>& rows) {
  io::TableRows table;
  for (std::size_t c = 0; c < rows.size(); ++c) table.add_cells(cells_of(sweep, c, rows[c]));
  io::write_table(context.in_run("sweep.tsv"), columns_of(sweep), table, mpi::Communicator::self());
  io::write_sweep_page(context.settings.run.directory, {.version = version}, sweep.keys);
}

std::optional<std::size_t> best_cell(const std::vector<CellRow>& rows) {
  std::optional<std::size_t> best;
  const auto score = [&](std::size_t c) {
    const CellResult& result = rows[c].result;
    const auto part = result.last_part();
    if (result.r2[validation]) return *result.r2[validation];
    return part ? *result.r2[*part] : -std::numeric_limits<double>::infinity();
  };
  for (std::size_t c = 0; c < rows.size(); ++c) {
    if (rows[c].state == CellState::done && rows[c].result.last_part() && (!best || score(c) > score(*best)))
      best = c;
  }
  return best;
}

std::string describe(const CellResult& result) {
  const auto part = result.last_part();
  if (!part) return fmt::format("{:.1f} s", result.seconds);
  std::string text = fmt::format("R² on {} samples {:.3f}", sample_parts[*part], *result.r2[*part]);
  if (result.components && result.r2_of_pca[*part])
    text += fmt::format(", PCA-{} {:.3f}", *result.components, *result.r2_of_pca[*part]);
  return text;
}

}  // namespace lampyris::jobs
