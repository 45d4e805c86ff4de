// SPDX-License-Identifier: Apache-2.0
// The limit of training: how many samples/s the products of one step alone allow, on rank 0's part, with
// every rank at work at once. mpirun -n P gemm_bench --help. Prints one number.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/gemm.hpp"
#include "src/linalg/threads.hpp"

namespace {

using namespace lampyris;
using Clock = std::chrono::steady_clock;

struct Options {
  std::size_t genes = 20848;
  std::vector<std::size_t> widths{512, 512, 512};
  std::size_t batch = 512;
  std::string precision = "bf16";
  int threads = 1;
};

template <class Number>
Matrix<Number> halves(std::size_t rows, std::size_t columns) {
  Matrix<Number> values(rows, columns);
  std::fill_n(values.data(), values.size(), from_float<Number>(0.5F));
  return values;
}

/// Seconds of one product in the middle of several.
template <class Number, class Result>
double seconds(std::size_t m, std::size_t n, std::size_t k, Transpose transpose_a, Transpose transpose_b) {
  const auto a = transpose_a == Transpose::no ? halves<Number>(m, k) : halves<Number>(k, m);
  const auto b = transpose_b == Transpose::no ? halves<Number>(k, n) : halves<Number>(n, k);
  Matrix<Result> c(m, n);
  std::vector<double> times;
  for (int round = 0; round < 9; ++round) {
    const auto start = Clock::now();
    gemm<Number, Result>(a.view(), transpose_a, b.view(), transpose_b, c.view());
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::nth_element(times.begin() + 1, times.begin() + 5, times.end());  // the first one prepares the kernel
  return times[5];
}

template <class Number>
double step_seconds(const Options& options, const mpi::Communicator& ranks) {
  const auto parts = static_cast<std::size_t>(ranks.size());
  const std::size_t genes = part_of(options.genes, parts, 0).count;
  const std::size_t all = options.batch;
  const std::size_t mine = all / parts;
  const std::size_t first = options.widths.front();
  const std::size_t last = options.widths.back();
  double total = seconds<Number, float>(all, first, genes, Transpose::no, Transpose::no) +
                 seconds<Number, Number>(all, genes, last, Transpose::no, Transpose::yes) +
                 seconds<Number, float>(genes, last, all, Transpose::yes, Transpose::no) +
                 seconds<Number, float>(all, last, genes, Transpose::no, Transpose::no) +
                 seconds<Number, float>(genes, first, all, Transpose::yes, Transpose::no);
  for (std::size_t l = 1; l < options.widths.size(); ++l) {
    const std::size_t in = options.widths[l - 1];
    const std::size_t out = options.widths[l];
    total += seconds<Number, Number>(mine, out, in, Transpose::no, Transpose::no) +
             seconds<Number, float>(in, out, mine, Transpose::yes, Transpose::no) +
             seconds<Number, float>(mine, in, out, Transpose::no, Transpose::yes);
  }
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  Options options;
  CLI::App app("Samples/s that the products of training alone allow.");
  app.add_option("--genes", options.genes)->capture_default_str();
  app.add_option("--widths", options.widths)->delimiter(',')->capture_default_str();
  app.add_option("--batch", options.batch)->capture_default_str();
  app.add_option("--precision", options.precision)->check(CLI::IsMember({"f32", "bf16"}));
  app.add_option("--threads", options.threads, "Of each rank")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  set_threads(options.threads);
  double slowest = options.precision == "f32" ? step_seconds<float>(options, ranks)
                                              : step_seconds<bfloat16>(options, ranks);
  ranks.maximum(std::span(&slowest, 1));
  if (ranks.rank() == 0) fmt::print("{:.1f}\n", static_cast<double>(options.batch) / slowest);
}
