// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/projected_samples.hpp"
#include "io/run/pca_file.hpp"
#include "jobs/program/context.hpp"
#include "jobs/project/projection_options.hpp"

namespace lampyris::jobs {

/// A file that is removed in the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

 private:
  std::filesystem::path path_;
};

/// A cohort.h5 for as long as this lives: what was given, or a file that is made of it and removed.
class OpenedCohort {
 public:
  /// Collective. Imports what is no cohort.h5, or has options of import, to a file in the folder of `beside`.
  /// Throws as import_cohort.
  OpenedCohort(const ProjectionOptions& options, const std::filesystem::path& beside, const Context& context);
  [[nodiscard]] const io::CohortFile& file() const { return *file_; }

 private:
  std::optional<TemporaryFile> made_;  // of rank 0
  std::optional<io::CohortFile> file_;
};

/// The model and the principal components of a run.
struct TrainedRun {
  Model model;
  Pca pca;
};

/// Collective. Reads model.h5 and pca.h5 of a run. Throws UsageError when it is no directory with both,
/// DataError when they are not of one run.
[[nodiscard]] TrainedRun read_trained_run(const std::filesystem::path& run, const mpi::Communicator& ranks);

/// Collective. The cohort's samples as the model takes them. Throws DataError as io::ProjectedSamples.
[[nodiscard]] io::ProjectedSamples project_samples(const ProjectionOptions& options,
                                                   const io::CohortFile& cohort, const Model& model,
                                                   const mpi::Communicator& ranks);

/// How many samples there are, and how many of the model's genes are measured, for people.
[[nodiscard]] std::string describe(const ProjectionOptions& options, const io::ProjectedSamples& samples);

}  // namespace lampyris::jobs
