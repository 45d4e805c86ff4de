// SPDX-License-Identifier: Apache-2.0
// How fast batches come from a cohort file, without training: mpirun -n P stream_bench cohort.h5. Ranks share
// the genes; --step-ms is how long a rank computes on each batch, as training would.
#include <fmt/format.h>
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <ctime>
#include <numeric>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/scaled_samples.hpp"
#include "io/cohort/streamed_batches.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "src/linalg/threads.hpp"

namespace {

using namespace lampyris;

struct Options {
  std::string cohort;
  std::size_t batch = 512;
  std::size_t epochs = 2;
  double step_ms = 0;
  std::string precision = "bf16";
  bool resident = false;
};

double seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void compute(double milliseconds) {
  const double end = seconds(CLOCK_THREAD_CPUTIME_ID) + 1e-3 * milliseconds;
  while (seconds(CLOCK_THREAD_CPUTIME_ID) < end) {
  }
}

// Not minmax: the statistics would be another pass over the file.
Scaling ready_scaling(std::size_t genes) {
  return {"minmax", std::vector<float>(genes, 0.0F), std::vector<float>(genes, 0.1F), 0,
          1,        std::vector<float>(genes, 5.0F)};
}

template <class Number>
void stream(const Options& options, const io::StreamedPart& part, const Scaling& scaling,
            const mpi::Communicator& ranks) {
  const double start = seconds(CLOCK_MONOTONIC);
  const BatchPlan plan{part.samples.size(), options.batch, 1};
  io::StreamedBatches<Number> batches(options.cohort, part, scaling, plan);
  if (ranks.rank() == 0) fmt::print("opened in {:.3f} s\n", seconds(CLOCK_MONOTONIC) - start);
  for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
    ranks.barrier();
    const double began = seconds(CLOCK_MONOTONIC);
    const double process = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double caller = seconds(CLOCK_THREAD_CPUTIME_ID);
    double waited = 0;
    batches.begin_epoch(epoch, 0);
    for (std::size_t step = 0; step < plan.steps(); ++step) {
      const double asked = seconds(CLOCK_MONOTONIC);
      static_cast<void>(batches.batch(step));
      waited += seconds(CLOCK_MONOTONIC) - asked;
      compute(options.step_ms);
    }
    const double all = seconds(CLOCK_MONOTONIC) - began;
    const double thread =
        seconds(CLOCK_PROCESS_CPUTIME_ID) - process - (seconds(CLOCK_THREAD_CPUTIME_ID) - caller);
    const auto steps = static_cast<double>(plan.steps());
    fmt::print(
        "rank {} epoch {}: {:.0f} samples/s; ms a batch: {:.1f} in all, {:.1f} waiting, {:.1f} CPU of "
        "the thread; peak {:.0f} MB\n",
        ranks.rank(), epoch, static_cast<double>(plan.samples) / all, 1e3 * all / steps, 1e3 * waited / steps,
        1e3 * thread / steps, peak_megabytes());
  }
}

template <class Number>
void read(const io::CohortFile& cohort, const io::StreamedPart& part, const Scaling& scaling,
          const mpi::Communicator& ranks) {
  const double start = seconds(CLOCK_MONOTONIC);
  std::size_t clamped = 0;
  const io::ScaledSamples samples(cohort, scaling, part.samples, part.genes);
  const auto values = samples.read<Number>({0, samples.count()}, &clamped);
  fmt::print("rank {}: scaled samples {} × {} in {:.2f} s, {} clamped; peak {:.0f} MB\n", ranks.rank(),
             values.rows(), values.columns(), seconds(CLOCK_MONOTONIC) - start, clamped, peak_megabytes());
}

template <class Number>
void measure(const Options& options, const mpi::Communicator& ranks) {
  const io::CohortFile cohort(options.cohort, ranks);
  const std::size_t genes = cohort.index().genes.size();
  io::StreamedPart part{std::vector<std::size_t>(cohort.index().samples.size()), {}, {}};
  std::iota(part.samples.begin(), part.samples.end(), std::size_t{0});
  part.held = {0, part.samples.size()};
  part.genes = part_of(genes, static_cast<std::size_t>(ranks.size()), static_cast<std::size_t>(ranks.rank()));
  const Scaling scaling = ready_scaling(genes);
  if (options.resident) {
    read<Number>(cohort, part, scaling, ranks);
  } else {
    stream<Number>(options, part, scaling, ranks);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  Options options;
  CLI::App app("Speed of batches from a cohort file.");
  app.add_option("cohort", options.cohort, "cohort.h5")->required();
  app.add_option("--batch", options.batch)->capture_default_str();
  app.add_option("--epochs", options.epochs)->capture_default_str();
  app.add_option("--step-ms", options.step_ms, "Computing on each batch")->capture_default_str();
  app.add_option("--precision", options.precision)->check(CLI::IsMember({"f32", "bf16"}));
  app.add_flag("--resident", options.resident, "Measure ScaledSamples instead");
  CLI11_PARSE(app, argc, argv);
  set_threads(1);
  options.precision == "f32" ? measure<float>(options, ranks) : measure<bfloat16>(options, ranks);
}
