// SPDX-License-Identifier: Apache-2.0
// The first principal components of a raw float32 matrix, samples × genes: seconds, memory, and the share of
// all variance that they explain. mpirun -n P pca_bench MATRIX --genes G --components K; --help.
#include <fmt/format.h>
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/pca/fit_components.hpp"
#include "mpi/rank_world.hpp"
#include "src/linalg/threads.hpp"

namespace {

using namespace lampyris;

struct BenchOptions {
  std::string matrix;
  std::size_t genes = 0, components = 0;
  double tolerance = LeadingOptions{}.tolerance;
  std::size_t passes = LeadingOptions{}.most_passes, block = 0;
  bool exact = false;
  int threads = 1;
};

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e9;
}

class CountPasses final : public Progress {
 public:
  void advance(std::size_t units) override { passes += units; }
  std::size_t passes = 0;
};

void run(const BenchOptions& options) {
  const auto ranks = mpi::Communicator::world();
  set_threads(options.threads);
  const std::size_t row = options.genes * sizeof(float);
  const std::size_t samples = std::filesystem::file_size(options.matrix) / row;
  const Slice part = mpi::RankWorld(ranks).share(samples);
  Matrix<float> mine(part.count, options.genes);
  std::ifstream file(options.matrix, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(part.offset * row));
  file.read(reinterpret_cast<char*>(mine.data()), static_cast<std::streamsize>(part.count * row));
  const double before = peak_gigabytes();
  CountPasses passes;
  const auto start = std::chrono::steady_clock::now();
  const Pca pca = mpi::fit_components({mine.view(), part.offset, samples},
                                      options.exact ? PcaMethod::exact : PcaMethod::randomised,
                                      {.count = options.components,
                                       .tolerance = options.tolerance,
                                       .most_passes = options.passes,
                                       .block = options.block},
                                      ranks, passes);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double explained = 0;
  for (std::size_t k = 0; k < pca.components.rows(); ++k) explained += pca.explained_variance[k];
  const double more = ranks.maximum(peak_gigabytes() - before);
  if (ranks.rank() == 0) {
    fmt::print(
        "{} samples x {} genes, {} components: {:.2f} s, {} passes, explained {:.8f}, {:.2f} GB a rank "
        "beyond the cohort\n",
        samples, options.genes, pca.components.rows(), seconds, passes.passes, explained / pca.total_variance,
        more);
  }
}

}  // namespace

int main(int argc, char** argv) {
  BenchOptions options;
  CLI::App app("Principal components of a raw matrix");
  app.add_option("MATRIX", options.matrix)->required();
  app.add_option("--genes", options.genes)->required();
  app.add_option("--components", options.components)->required();
  app.add_option("--tolerance", options.tolerance)->capture_default_str();
  app.add_option("--passes", options.passes, "At most")->capture_default_str();
  app.add_option("--block", options.block, "Directions of a pass; 0: by their count")->capture_default_str();
  app.add_flag("--exact", options.exact);
  app.add_option("--threads", options.threads)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const mpi::Environment environment(argc, argv);
  run(options);
}
