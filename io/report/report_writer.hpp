// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/report/assets.hpp"
#include "mpi/communicator.hpp"

namespace lampyris::io {

struct ReportOptions {
  std::string title = {};    ///< shown as the name of the run; empty = the directory's name
  std::string version = {};  ///< of the program; empty = not shown
  std::vector<std::string> colour_by =
      {};  ///< annotation columns of the sample map; empty = all with 2…40 classes
  /// The chart library's source. Empty: the page has every table, and says so where a chart would stand.
  std::string_view chart_library = report_assets().library;
};

/// Collective. RUN/report.html, one file that needs no other and no network, from the files of a run
/// directory. Every file is optional: the page says which stage makes a missing one. The same files give the
/// same bytes. Rank 0 does the work; all ranks open cohort.h5. Throws UsageError (unknown column in
/// colour_by) and DataError (a file that cannot be read, a directory that cannot be written), on every rank
/// alike.
void write_report(const std::filesystem::path& run_directory, const ReportOptions& options,
                  const mpi::Communicator& ranks);

/// Writes RUN/sweep.html from RUN/sweep.tsv, in the same way: R² of each cell against its parameters, PCA of
/// the same size beside, and the table. `keys` are the columns of what was swept. Not collective. Throws
/// DataError.
void write_sweep_page(const std::filesystem::path& run_directory, ReportOptions options,
                      const std::vector<std::string>& keys);

}  // namespace lampyris::io
