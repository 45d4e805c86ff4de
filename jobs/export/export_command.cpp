// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <memory>

#include "jobs/export/export_job.hpp"

namespace lampyris::jobs {
namespace {

void add_export_options(CLI::App& command, ExportOptions& options) {
  command.add_option("INPUT", options.input, "A cohort.h5 or a model.h5, or the directory of a run")
      ->required();
  command.add_option("--out", options.out, "The file to write (.h5ad, .onnx or .npz)")->required();
  command
      .add_option(
          "--format", options.format,
          "h5ad: the cohort, of a run with its codes; onnx: the model as a graph of plain operators; npz: "
          "all arrays of the model. By the ending of --out when not given")
      ->check(CLI::IsMember(words_of<ExportFormat>()));
  command
      .add_option("--part", options.part,
                  "Of ONNX: autoencoder (genes to codes and reconstruction, the default), encoder or decoder")
      ->check(CLI::IsMember({"autoencoder", "encoder", "decoder"}));
  command.add_option("--layer", options.layer,
                     "Of ONNX: the hidden layer that is `code`, from 1; the narrowest when not given");
}

}  // namespace

Job export_command() {
  const auto options = std::make_shared<ExportOptions>();
  return {
      "export", "A cohort and its codes for anndata and scanpy, a model for ONNX Runtime or NumPy",
      "Examples:\n  lampyris export cohort.h5 --out cohort.h5ad\n"
      "  mpirun -n 4 lampyris export runs/demo --format h5ad --out demo.h5ad\n"
      "  lampyris export runs/demo --out demo.onnx\n"
      "  lampyris export runs/demo --part encoder --layer 3 --out encoder.onnx\n"
      "  lampyris export runs/demo --out demo.npz\n"
      "In Python:\n"
      "  session = onnxruntime.InferenceSession(\"demo.onnx\")\n"
      "  code, back = session.run([\"code\", \"reconstruction\"], {\"genes\": values})  # float32, samples × "
      "genes\n"
      "  arrays = numpy.load(\"demo.npz\")",
      [options](CLI::App& command, CommonOptions& common) {
        add_export_options(command, *options);
        add_common_options(command, common);
      },
      [options](const Context& context, const CommonOptions&) { export_job(*options, context); }};
}

}  // namespace lampyris::jobs
