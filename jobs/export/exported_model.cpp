// SPDX-License-Identifier: Apache-2.0
#include "jobs/export/exported_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "io/cohort/cohort_file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pca_file.hpp"
#include "jobs/program/build.hpp"
#include "jobs/program/output_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#ifdef LAMPYRIS_ONNX
#include "io/onnx/model_graph.hpp"
#endif
#ifdef LAMPYRIS_NPZ
#include "io/npz/model_arrays.hpp"
#include "io/npz/npz_writer.hpp"
#endif

namespace lampyris::jobs {

namespace fs = std::filesystem;

namespace {

[[maybe_unused]] fs::path model_path(const fs::path& input) {
  if (!fs::is_directory(input)) return input;
  if (fs::exists(input / "model.h5")) return input / "model.h5";
  throw UsageError(
      fmt::format("{}: no model.h5 in it; must be a model.h5 or the directory of a run that was trained",
                  input.string()));
}

#ifdef LAMPYRIS_ONNX
std::size_t code_layer(const ExportOptions& options, const Architecture& architecture) {
  if (!options.layer) return io::narrowest_layer(architecture);
  if (*options.layer >= 1 && *options.layer <= architecture.layers()) return *options.layer;
  throw UsageError(fmt::format("--layer {}: must be a hidden layer of the model, from 1 to {}",
                               *options.layer, architecture.layers()));
}

void export_onnx(const ExportOptions& options, const Context& context) {
  const auto path = model_path(options.input);
  require_free_output(options.out, {path}, context.ranks, io::is_own_onnx);
  const auto part =
      options.part.empty() ? io::GraphPart::autoencoder : value_of<io::GraphPart>(options.part, "--part");
  const auto model = io::read_model(path, context.ranks);
  const std::size_t layer = code_layer(options, model.architecture());
  io::GraphSummary summary;  // of the first rank
  mpi::on_first_rank(context.ranks, [&] {
    summary = io::write_onnx(options.out, model, {part, layer, version});
  });
  for (const auto& line : summary.absent) context.say(fmt::format("not in the graph: {}", line));
  context.summary(fmt::format("{}: {} → {}", options.out.string(), fmt::join(summary.inputs, ", "),
                              fmt::join(summary.outputs, ", ")));
}
#else
void export_onnx(const ExportOptions&, const Context&) {
  throw UsageError("--format onnx: this program was built without protobuf, which writes it");
}
#endif

#ifdef LAMPYRIS_NPZ
// The principal components of the same genes; nothing where there are none.
std::optional<io::StoredPca> pca_beside(const fs::path& run, const Model& model, const Context& context) {
  if (!fs::exists(run / "pca.h5")) return std::nullopt;
  auto pca = io::read_pca(run / "pca.h5", context.ranks);
  if (pca.genes == model.genes) return pca;
  context.say(fmt::format("{}: of other genes than model.h5; left out", (run / "pca.h5").string()));
  return std::nullopt;
}

std::vector<std::string> samples_beside(const fs::path& run, const Model& model, const Context& context) {
  if (!fs::exists(run / "cohort.h5")) return {};
  const io::CohortFile cohort(run / "cohort.h5", context.ranks);
  if (cohort.index().samples.size() == model.parts.size()) return cohort.index().samples;
  context.say(fmt::format("{}: other samples than model.h5; left out", (run / "cohort.h5").string()));
  return {};
}

void export_npz(const ExportOptions& options, const Context& context) {
  const auto path = model_path(options.input);
  require_free_output(options.out, {path}, context.ranks, io::is_own_npz);
  const auto model = io::read_model(path, context.ranks);
  std::optional<io::StoredPca> pca;
  std::vector<std::string> samples;
  if (fs::is_directory(options.input)) {
    pca = pca_beside(options.input, model, context);
    samples = samples_beside(options.input, model, context);
  }
  std::size_t count = 0;  // of the first rank
  mpi::on_first_rank(context.ranks, [&] {
    count = io::write_npz(options.out, model, {samples.empty() ? nullptr : &samples, pca ? &*pca : nullptr});
  });
  context.summary(fmt::format("{}: {} arrays", options.out.string(), count));
}
#else
void export_npz(const ExportOptions&, const Context&) {
  throw UsageError("--format npz: this program was built without minizip, which writes it");
}
#endif

}  // namespace

void export_model(const ExportOptions& options, const Context& context) {
  options.chosen_format() == ExportFormat::onnx ? export_onnx(options, context)
                                                : export_npz(options, context);
}

}  // namespace lampyris::jobs
