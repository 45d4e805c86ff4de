// SPDX-License-Identifier: Apache-2.0
#include "jobs/project/projection_input.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "io/files/atomic_file.hpp"
#include "io/hdf5/made_here.hpp"
#include "io/run/model_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

bool needs_import(const ProjectionOptions& options, const mpi::Communicator& ranks) {
  const auto& import = options.import;
  if (import.collapse != io::ImportRequest().collapse) return true;
  for (const auto& path : {import.annotation, import.ids}) {
    if (!path.empty()) return true;
  }
  for (const auto& text : {import.layer, import.gene_field, import.select}) {
    if (!text.empty()) return true;
  }
  return mpi::on_first_rank(ranks, [&] {
    return !io::h5::is_made_here(options.cohort) ||
           !io::is_cohort(io::h5::File::open(options.cohort, mpi::Communicator::self()));
  });
}

}  // namespace

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

OpenedCohort::OpenedCohort(const ProjectionOptions& options, const fs::path& beside, const Context& context) {
  const auto& ranks = context.ranks;
  if (!needs_import(options, ranks)) {
    file_.emplace(options.cohort, ranks);
    return;
  }
  const fs::path path = mpi::on_first_rank(
      ranks, [&] { return io::make_temporary(beside.parent_path() / "imported.h5").string(); });
  if (ranks.rank() == 0) made_.emplace(path);
  auto request = options.import;
  request.inputs = {options.cohort};
  const auto progress = context.progress("import", io::import_units(request));
  context.say(io::import_cohort(request, path, ranks, *progress).describe());
  file_.emplace(path, ranks);
}

TrainedRun read_trained_run(const fs::path& run, const mpi::Communicator& ranks) {
  mpi::on_first_rank(ranks, [&] {
    if (!fs::is_directory(run)) {
      throw UsageError(fmt::format("{}: no such directory; must be the directory of a run", run.string()));
    }
    for (const auto& [name, stage] : {std::pair{"model.h5", "train"}, std::pair{"pca.h5", "reference"}}) {
      if (fs::exists(run / name)) continue;
      throw UsageError(fmt::format("{}: no {} in it; must be the directory of a run whose stage {} is done",
                                   run.string(), name, stage));
    }
  });
  Model model = io::read_model(run / "model.h5", ranks);
  auto stored = io::read_pca(run / "pca.h5", ranks);
  if (stored.genes != model.genes) {
    throw DataError(fmt::format("{}: its genes are not those of model.h5; run the stage reference again",
                                (run / "pca.h5").string()));
  }
  return {std::move(model), std::move(stored.pca)};
}

io::ProjectedSamples project_samples(const ProjectionOptions& options, const io::CohortFile& cohort,
                                     const Model& model, const mpi::Communicator& ranks) {
  return {cohort,
          model,
          options.preprocess == ContrastSteps::training,
          {.standardise = options.standardise,
           .max_missing = options.max_missing,
           .what = options.cohort.string(),
           .allowed_by = "--max-missing"},
          ranks};
}

std::string describe(const ProjectionOptions& options, const io::ProjectedSamples& samples) {
  const auto& projection = samples.projection();
  return fmt::format("{}: {} samples; {} of the model's {} genes are measured", options.cohort.string(),
                     samples.count(), projection.measured().size(), projection.genes());
}

}  // namespace lampyris::jobs
