// SPDX-License-Identifier: Apache-2.0
#include "io/report/report_writer.hpp"

#include <fmt/format.h>

#include <memory>

#include "io/cohort/cohort_file.hpp"
#include "io/files/atomic_file.hpp"
#include "io/report/page.hpp"
#include "io/report/report_document.hpp"
#include "io/report/table_json.hpp"
#include "mpi/agreement.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

/// Collective. Whether rank 0 sees the file, so that no rank opens a cohort the others do not.
bool is_there(const fs::path& path, const mpi::Communicator& ranks) {
  bool seen = ranks.rank() == 0 && fs::exists(path);
  ranks.broadcast(seen);
  return seen;
}

std::string name_of(const fs::path& directory) {
  const fs::path clean = fs::absolute(directory).lexically_normal();
  return clean.has_filename() ? clean.filename().string() : clean.parent_path().filename().string();
}

void write_page(const fs::path& run_directory, ReportOptions options, const CohortIndex* cohort) {
  if (options.title.empty()) options.title = name_of(run_directory);
  ReportAssets assets = report_assets();
  assets.library = options.chart_library;
  const auto document = report_document(run_directory, cohort, options);
  write_atomically(run_directory / "report.html", fill_page(assets, options.title, document));
}

}  // namespace

void write_sweep_page(const fs::path& run_directory, ReportOptions options,
                      const std::vector<std::string>& keys) {
  if (options.title.empty()) options.title = name_of(run_directory);
  ReportAssets assets = report_assets();
  assets.library = options.chart_library;
  const nlohmann::ordered_json document = {
      {"run", options.title},
      {"version", options.version},
      {"cohort", nullptr},
      {"sweep", {{"keys", keys}}},
      {"tables", {{"sweep", table_json(run_directory / "sweep.tsv", {})}}}};
  write_atomically(run_directory / "sweep.html", fill_page(assets, options.title, document));
}

void write_report(const fs::path& run_directory, const ReportOptions& options,
                  const mpi::Communicator& ranks) {
  const fs::path path = run_directory / "cohort.h5";
  std::unique_ptr<const CohortFile> cohort;
  if (is_there(path, ranks)) cohort = std::make_unique<CohortFile>(path, ranks);
  mpi::on_first_rank(ranks, [&] { write_page(run_directory, options, cohort ? &cohort->index() : nullptr); });
}

}  // namespace lampyris::io
