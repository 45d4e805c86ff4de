// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/program/job.hpp"

namespace lampyris::jobs {

/// The options of `lampyris verify`.
struct VerifyOptions {
  std::filesystem::path run;
  std::vector<std::string> stages;  ///< to compute again; empty: all that ran
  std::filesystem::path scratch;    ///< where they are computed; empty: <run>.verify
  std::string grid = "auto";
};

/// Collective. Computes stages of a run again, on these ranks, beside it, and compares every table, and every
/// HDF5 file byte by byte, with what its manifest says. Throws Error (exit code 1) that names the first
/// difference, and DataError when the run is damaged.
void verify_job(const VerifyOptions& options, const Context& context);

/// The row of the table of jobs.
Job verify_command();

}  // namespace lampyris::jobs
