// SPDX-License-Identifier: Apache-2.0
#include "jobs/export/export_job.hpp"

#include <fmt/format.h>

#include "io/anndata/cohort_h5ad.hpp"
#include "jobs/export/exported_model.hpp"
#include "jobs/program/output_file.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

namespace fs = std::filesystem;

namespace {

void export_cohort(const ExportOptions& options, const Context& context) {
  const bool run = fs::is_directory(options.input);
  const fs::path cohort_path = run ? options.input / "cohort.h5" : options.input;
  if (run && !fs::exists(cohort_path)) {
    throw UsageError(fmt::format("{}: no cohort.h5 in it; must be a cohort or the directory of a run",
                                 options.input.string()));
  }
  require_free_output(options.out, {cohort_path, options.input / "latent.h5ad"}, context.ranks);
  fs::path codes = options.input / "latent.h5ad";
  if (!run || !fs::exists(codes)) codes.clear();
  const io::CohortFile cohort(cohort_path, context.ranks);
  const auto& index = cohort.index();
  const auto progress =
      context.progress("export", mpi::RankWorld(context.ranks).share(index.samples.size()).count);
  io::write_cohort_h5ad(options.out, cohort, codes, context.ranks, *progress);
  context.summary(fmt::format("{}: {} samples × {} genes{}", options.out.string(), index.samples.size(),
                              index.genes.size(), codes.empty() ? "" : ", with codes in obsm"));
}

}  // namespace

void export_job(const ExportOptions& options, const Context& context) {
  const auto format = options.chosen_format();
  if (format != ExportFormat::onnx && (!options.part.empty() || options.layer)) {
    throw UsageError(fmt::format("--{} is for --format onnx", options.part.empty() ? "layer" : "part"));
  }
  format == ExportFormat::h5ad ? export_cohort(options, context) : export_model(options, context);
}

}  // namespace lampyris::jobs
