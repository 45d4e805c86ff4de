// SPDX-License-Identifier: Apache-2.0
#include "io/npz/model_arrays.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <span>

#include "io/npz/npz_writer.hpp"

namespace lampyris::io {
namespace {

/// The arrays of one file, counted.
class ArrayList {
 public:
  explicit ArrayList(const std::filesystem::path& path) : file_(path) {}

  template <class T>
  void add(const std::string& name, const Matrix<T>& values) {
    add(name, values.view());
  }
  template <class T>
  void add(const std::string& name, MatrixView<const T> values) {
    file_.add<T>(name, values);
    ++count_;
  }
  template <class T>
  void add(const std::string& name, std::span<const T> values) {
    file_.add<T>(name, values);
    ++count_;
  }
  template <class T>
  void add(const std::string& name, const std::vector<T>& values) {
    add(name, std::span<const T>(values));
  }
  void add(const std::string& name, const std::vector<std::string>& texts) {
    file_.add_texts(name, texts);
    ++count_;
  }
  void add(const std::string& name, const std::string& text) {
    file_.add_text(name, text);
    ++count_;
  }
  void add(const std::string& name, double number) {
    file_.add_number<double>(name, number);
    ++count_;
  }
  void add(const std::string& name, std::int64_t number) {
    file_.add_number<std::int64_t>(name, number);
    ++count_;
  }

  std::size_t commit() {
    file_.commit();
    return count_;
  }

 private:
  NpzWriter file_;
  std::size_t count_ = 0;
};

void add_dense_arrays(ArrayList& arrays, const Autoencoder& autoencoder) {
  for (std::size_t dense = 0; dense < autoencoder.architecture().dense_layers(); ++dense) {
    arrays.add(fmt::format("dense/{}/weights", dense), autoencoder.weights(dense));
    arrays.add(fmt::format("dense/{}/bias", dense), autoencoder.bias(dense));
  }
}

void add_expansion_arrays(ArrayList& arrays, const std::string& group, const KernelExpansion& expansion) {
  arrays.add(group + "/kernel", word_of(expansion.kernel));
  arrays.add(group + "/width", expansion.width);
  arrays.add(group + "/unit", expansion.unit);
  arrays.add(group + "/landmarks", expansion.landmarks);
  arrays.add(group + "/weights", expansion.weights);
}

void add_manifold_arrays(ArrayList& arrays, const ManifoldModel& model) {
  const PrincipalSpace& space = model.manifold.space;
  arrays.add("manifold/total_variance", space.total_variance);
  arrays.add("manifold/mean", space.mean);
  arrays.add("manifold/variances", space.variances);
  arrays.add("manifold/directions", space.directions);
  add_expansion_arrays(arrays, "manifold/decoder", model.manifold.decoder);
  add_expansion_arrays(arrays, "manifold/encoder", model.manifold.encoder);
  arrays.add("manifold/nodes/centre", model.nodes.centre);
  arrays.add("manifold/nodes/unmixing", model.nodes.unmixing);
  arrays.add("manifold/nodes/mixing", model.nodes.mixing);
}

void add_scaling_arrays(ArrayList& arrays, const Model& model) {
  const Scaling& scaling = model.scaling;
  arrays.add("scaling/name", scaling.name);
  arrays.add("scaling/low", static_cast<double>(scaling.low));
  arrays.add("scaling/high", static_cast<double>(scaling.high));
  arrays.add("scaling/offset", scaling.offset);
  arrays.add("scaling/factor", scaling.factor);
  arrays.add("scaling/mean", scaling.mean);
  arrays.add("training/minimum", model.training.minimum);
  arrays.add("training/maximum", model.training.maximum);
  arrays.add("training/mean", model.training.mean);
  arrays.add("training/sd", model.training.sd);
}

void add_step_arrays(ArrayList& arrays, const Pipeline& pipeline) {
  if (pipeline.empty()) return;
  arrays.add("preprocessing/steps", pipeline.texts());
  arrays.add("preprocessing/gene_ids", pipeline.input_genes());
  const auto states = pipeline.states();
  for (std::size_t step = 0; step < states.size(); ++step) {
    const auto group = fmt::format("preprocessing/{}/", step);
    for (const auto& [name, values] : states[step].numbers) arrays.add(group + name, values);
    for (const auto& [name, values] : states[step].texts) arrays.add(group + name, values);
  }
}

std::string word_of_part(SamplePart part) {
  switch (part) {
    case SamplePart::training:
      return "training";
    case SamplePart::validation:
      return "validation";
    case SamplePart::test:
      break;
  }
  return "test";
}

void add_sample_arrays(ArrayList& arrays, const Model& model, const ModelCompany& company) {
  std::vector<std::string> parts;
  for (const SamplePart part : model.parts) parts.push_back(word_of_part(part));
  arrays.add("samples/part", parts);
  if (company.samples != nullptr) arrays.add("samples/id", *company.samples);
}

void add_pca_arrays(ArrayList& arrays, const Pca& pca) {
  arrays.add("pca/mean", pca.mean);
  arrays.add("pca/components", pca.components);
  arrays.add("pca/explained_variance", pca.explained_variance);
  arrays.add("pca/total_variance", pca.total_variance);
}

}  // namespace

// A kind of model adds its arrays here.
std::size_t write_npz(const std::filesystem::path& path, const Model& model, const ModelCompany& company) {
  const Architecture& shape = model.architecture();
  ArrayList arrays(path);
  arrays.add("format", std::string("lampyris-model"));
  const char* network = shape.linear_nodes > 0 ? "residual" : "network";
  arrays.add("kind", std::string(model.manifold ? "manifold" : network));
  arrays.add("refitted", std::int64_t{model.refitted ? 1 : 0});
  arrays.add("hidden", to_string(shape.hidden));
  arrays.add("output", to_string(shape.output));
  arrays.add("widths", std::vector<std::uint64_t>(shape.widths.begin(), shape.widths.end()));
  // As the attributes of model.h5: only where there is any.
  if (shape.linear_nodes > 0) arrays.add("linear_nodes", static_cast<std::int64_t>(shape.linear_nodes));
  if (shape.normalised) arrays.add("layer_norm", std::int64_t{1});
  arrays.add("genes/id", model.genes);
  if (!model.autoencoder.parameters().empty()) add_dense_arrays(arrays, model.autoencoder);
  if (model.manifold) add_manifold_arrays(arrays, *model.manifold);
  add_step_arrays(arrays, model.preprocessing);
  add_scaling_arrays(arrays, model);
  for (std::size_t layer = 1; layer <= model.ranges.size(); ++layer) {
    const NodeRange& range = model.ranges[layer - 1];
    arrays.add(fmt::format("layers/{}/minimum", layer), range.minimum);
    arrays.add(fmt::format("layers/{}/mean", layer), range.mean);
    arrays.add(fmt::format("layers/{}/maximum", layer), range.maximum);
  }
  add_sample_arrays(arrays, model, company);
  if (company.pca != nullptr) add_pca_arrays(arrays, company.pca->pca);
  return arrays.commit();
}

}  // namespace lampyris::io
