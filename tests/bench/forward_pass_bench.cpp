// SPDX-License-Identifier: Apache-2.0
// How fast samples become codes after training, or codes become scores: mpirun -n P forward_pass_bench --grid
// SxT. Random values; every call takes as many rows as the stages take.
#include <fmt/format.h>
#include <mpi.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "jobs/program/guard.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"

namespace {

using namespace lampyris;

struct Options {
  std::size_t samples = 4096;
  std::size_t genes = 20848;
  std::size_t nodes = 512;
  std::size_t rounds = 3;
  int threads = 1;
  std::string grid = "auto";
  bool decode = false;
};

void measure(const Options& options, const mpi::Communicator& ranks) {
  constexpr std::size_t rows_of_call = 256;
  Autoencoder autoencoder({options.genes, {options.nodes}});
  initialise(autoencoder, 1);
  const auto forward_pass = mpi::make_forward_pass(options.grid, options.genes, ranks);
  const Slice mine = mpi::RankWorld(ranks).share(options.samples);
  Matrix<float> values(rows_of_call, options.decode ? options.nodes : options.genes);
  Random random(1, Stream::simulated_noise, 0);
  for (float& value : values.values()) value = static_cast<float>(random.uniform());
  for (std::size_t round = 0; round < options.rounds; ++round) {
    ranks.barrier();
    const double begin = MPI_Wtime();
    for (std::size_t done = 0; done < forward_pass->most(mine.count); done += rows_of_call) {
      const std::size_t rows = std::min(rows_of_call, mine.count - std::min(done, mine.count));
      const MatrixView<const float> some(values.data(), rows, values.columns());
      static_cast<void>(
          forward_pass->propagate(autoencoder, some, options.decode ? 1 : 0, options.decode ? 2 : 1));
    }
    std::array<double, 1> took{MPI_Wtime() - begin};
    ranks.maximum(took);
    if (ranks.rank() == 0) {
      fmt::print("{:.0f} rows/s\n", static_cast<double>(options.samples) / took[0]);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Encoding and decoding after training");
  app.add_option("--samples", options.samples)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--genes", options.genes)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--nodes", options.nodes)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--threads", options.threads, "of a rank")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--grid", options.grid, "SxT, or auto: by samples");
  app.add_flag("--decode", options.decode, "codes to genes, as attribution does");
  CLI11_PARSE(app, argc, argv);
  const mpi::Environment environment(argc, argv);
  set_threads(options.threads);
  const auto ranks = mpi::Communicator::world();
  const auto failures = mpi::Communicator::world();
  return jobs::guarded(failures, [&] {
    measure(options, ranks);
    return 0;
  });
}
