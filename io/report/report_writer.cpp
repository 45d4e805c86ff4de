#include "io/report/report_writer.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "io/cohort/cohort_file.hpp"
#include "io/report/page.hpp"
#include "io/report/report_document.hpp"
#include "io/text/atomic_file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

/// Collective. What rank 0 sees, so that no rank opens a cohort the others do not.
bool is_there(const fs::path& path, const mpi::Communicator& ranks) {
  std::string seen = ranks.rank() == 0 && fs::exists(path) ? "yes" : "";
  ranks.broadcast(seen);
  return !seen.empty();
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

/// Collective. Runs `work` on rank 0; every rank throws what it threw.
template <class Work>
void on_first_rank(const mpi::Communicator& ranks, const Work& work) {
  std::optional<Error> failure;
  if (ranks.rank() == 0) {
    try {
      work();
    } catch (const Error& error) {
      failure = error;
    }
  }
  std::string usage = failure && failure->code() == ExitCode::usage ? failure->what() : "";
  std::string data = failure && failure->code() != ExitCode::usage ? failure->what() : "";
  ranks.broadcast(usage);
  ranks.broadcast(data);
  if (!usage.empty()) throw UsageError(usage);
  if (!data.empty()) throw DataError(data);
}

}  // namespace

void write_report(const fs::path& run_directory, const ReportOptions& options,
                  const mpi::Communicator& ranks) {
  const fs::path path = run_directory / "cohort.h5";
  std::unique_ptr<const CohortFile> cohort;
  if (is_there(path, ranks)) cohort = std::make_unique<CohortFile>(path, ranks);
  on_first_rank(ranks, [&] { write_page(run_directory, options, cohort ? &cohort->index() : nullptr); });
}

}  // namespace lampyris::io
