// SPDX-License-Identifier: Apache-2.0
// passed_values MODEL COHORT OUT: passes a cohort through a model as the program does, codes that would be
// refined in one pass. OUT/<name>.f32 are matrices as the machine writes them, OUT/shapes.json their rows and
// columns: genes (as imported), layer1 …, reconstruction (scaled).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/run/model_file.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "src/manifold/manifold_model.hpp"

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) { fs::create_directories(path_); }
  ~Folder() { std::ofstream(path_ / "shapes.json") << shapes_.dump(); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void put(const std::string& name, const lampyris::Matrix<float>& values) {
    std::ofstream file(path_ / (name + ".f32"), std::ios::binary);
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(float)));
    shapes_[name] = {values.rows(), values.columns()};
  }

 private:
  fs::path path_;
  nlohmann::json shapes_ = nlohmann::json::object();
};

lampyris::Matrix<float> prepared(const lampyris::Model& model, const lampyris::io::CohortFile& cohort,
                                 const std::vector<std::size_t>& samples, lampyris::Matrix<float> genes) {
  if (model.preprocessing.empty()) return genes;
  lampyris::Matrix<double> values(genes.rows(), genes.columns());
  std::copy(genes.values().begin(), genes.values().end(), values.values().begin());
  const auto steps = model.preprocessing.apply(std::move(values), samples, cohort.index().samples,
                                               cohort.index().annotation);
  lampyris::Matrix<float> rounded(steps.rows(), steps.columns());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    rounded.values()[i] = static_cast<float>(steps.values()[i]);
  }
  return rounded;
}

void pass(const fs::path& model_path, const fs::path& cohort_path, const fs::path& out) {
  const auto ranks = lampyris::mpi::Communicator::world();
  auto model = lampyris::io::read_model(model_path, ranks);
  model.refinement.reset();
  const lampyris::io::CohortFile cohort(cohort_path, ranks);
  std::vector<std::size_t> samples(cohort.index().samples.size());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  Folder folder(out);
  const auto genes = cohort.read_samples(samples);
  folder.put("genes", genes);
  auto values = prepared(model, cohort, samples, genes.clone());
  model.scaling.apply(values.view());
  const lampyris::LocalForwardPass forward_pass;
  const std::size_t last = model.architecture().layers() + 1;
  for (std::size_t layer = 1; layer <= last; ++layer) {
    values = model.manifold && layer == 1
                 ? lampyris::activations_of(*model.manifold, values.view(), lampyris::Encoding::one_pass)
                 : lampyris::propagate(forward_pass, model, values.view(), layer - 1, layer);
    folder.put(layer == last ? "reconstruction" : "layer" + std::to_string(layer), values);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const lampyris::mpi::Environment environment(argc, argv);
  pass(argv[1], argv[2], argv[3]);
  return 0;
}
