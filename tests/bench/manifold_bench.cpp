// SPDX-License-Identifier: Apache-2.0
// A principal manifold on one split: R² above PCA of the same size on the test samples. The matrix is raw float32,
// samples × genes; the parts are a word a line, training, validation, or any other, which is tested.
// mpirun -n P manifold_bench MATRIX PARTS --genes G --help.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/rank_world.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/threads.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/manifold/principal_manifold.hpp"
#include "src/manifold/principal_space_fit.hpp"

namespace {

using namespace lampyris;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string matrix, parts;
  std::size_t genes = 0;
  std::vector<std::size_t> codes{16, 64};
  std::size_t random_samples = 0;
  int threads = 1;
  PrincipalSpaceOptions space;
  ManifoldOptions manifold;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> read_words(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> words;
  for (std::string word; file >> word;) words.push_back(word);
  return words;
}

/// My share of the samples of some parts.
struct Part {
  Matrix<float> values;
  std::size_t first = 0, total = 0;
  [[nodiscard]] SampleShard shard() const { return {values.view(), first, total}; }
};

Part read_part(const Options& options, const std::vector<std::string>& words, const World& world,
               const std::function<bool(const std::string&)>& wanted) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (wanted(words[i])) rows.push_back(i);
  }
  const Slice mine = world.share(rows.size());
  Part part{{mine.count, options.genes}, mine.offset, rows.size()};
  std::ifstream file(options.matrix, std::ios::binary);
  for (std::size_t i = 0; i < mine.count; ++i) {
    file.seekg(static_cast<std::streamoff>(rows[mine.offset + i] * options.genes * sizeof(float)));
    file.read(reinterpret_cast<char*>(part.values.row(i).data()),
              static_cast<std::streamsize>(options.genes * sizeof(float)));
  }
  if (!file) throw std::runtime_error("the matrix is too short");
  return part;
}

ScoreShard shard_of(const Scores& scores, const Part& part) {
  return {scores.values.view(), scores.squares, part.first, part.total};
}

double r_squared(const Scores& scores, const Matrix<float>& decoded, const World& world) {
  double sums[2] = {};
  for (std::size_t i = 0; i < decoded.rows(); ++i) {
    double inside = 0;
    double error = 0;
    for (std::size_t j = 0; j < decoded.columns(); ++j) {
      const double s = scores.values(i, j);
      inside += s * s;
      error += (s - decoded(i, j)) * (s - decoded(i, j));
    }
    sums[0] += scores.squares[i] - inside + error;
    sums[1] += scores.squares[i];
  }
  world.sum(sums);
  return 1 - sums[0] / sums[1];
}

void print_choice(const ManifoldFit& fit) {
  for (const auto& turn : fit.turns) {
    fmt::print("  width {} penalties {} gain {:+.4f} {:+.4f}{}\n", turn.choice.width,
               fmt::join(turn.choice.penalties, " "), turn.before - fit.pca, turn.refined - fit.pca,
               turn.taken ? "" : " not taken");
  }
  const auto& encoder = fit.choice.encoder;
  fmt::print("  encoder {} {} {} gain {:+.4f}\n", word_of(encoder.kernel), encoder.width, encoder.penalty,
             fit.encoded - fit.pca);
}

void run(const Options& options, const mpi::Communicator& ranks) {
  const mpi::RankWorld world(ranks);
  const bool first = ranks.rank() == 0;
  NoProgress silent;
  const auto words = read_words(options.parts);
  const auto named = [&](const std::string& name) {
    return read_part(options, words, world, [&](const std::string& word) { return word == name; });
  };
  const auto training = named("training");
  const auto validation = named("validation");
  const auto fitted = read_part(options, words, world, [](const std::string& word) {
    return word == "training" || word == "validation";
  });
  auto start = Clock::now();
  const auto space = fit_principal_space(training.shard(), options.space, world, silent);
  PrincipalManifold manifold;
  manifold.space = fit_principal_space(fitted.shard(), options.space, world, silent);
  if (first) fmt::print("spaces of {} and {} directions, {:.1f} s\n", space.rank(), manifold.space.rank(), seconds_since(start));
  const auto training_scores = scores_of(space, training.values.view());
  const auto validation_scores = scores_of(space, validation.values.view());
  const auto fitted_scores = scores_of(manifold.space, fitted.values.view());
  for (const std::size_t code : options.codes) {
    auto settings = options.manifold;
    settings.code = code;
    start = Clock::now();
    const auto fit = fit_manifold(shard_of(training_scores, training), shard_of(validation_scores, validation),
                                  settings, world);
    const double chosen = seconds_since(start);
    if (first) print_choice(fit);
    start = Clock::now();
    auto again = refit_manifold(shard_of(fitted_scores, fitted), fit.choice, settings, world);
    const double refitted = seconds_since(start);
    manifold.code = code;
    manifold.decoder = std::move(again.decoder);
    manifold.encoder = std::move(again.encoder);
    for (const std::string name : {"test", "study"}) {
      const auto part = named(name);
      if (part.total == 0) continue;
      const auto scores = scores_of(manifold.space, part.values.view());
      auto codes = encode(manifold, scores.values.view());
      const double encoded = r_squared(scores, decode(manifold, codes.view()), world);
      refine(manifold, scores.values.view(), codes.view(), settings.search);
      const double refined = r_squared(scores, decode(manifold, codes.view()), world);
      Matrix<float> plain(codes.rows(), manifold.space.rank());
      for (std::size_t i = 0; i < plain.rows(); ++i) std::copy_n(scores.values.row(i).data(), code, plain.row(i).data());
      const double pca = r_squared(scores, plain, world);
      auto from_pca = Matrix<float>(codes.rows(), code);
      for (std::size_t i = 0; i < plain.rows(); ++i) std::copy_n(scores.values.row(i).data(), code, from_pca.row(i).data());
      refine(manifold, scores.values.view(), from_pca.view(), settings.search);
      const double optimised = r_squared(scores, decode(manifold, from_pca.view()), world);
      if (first) {
        fmt::print("{} {} code {}: pca {:.4f} optimised {:+.4f} encoder {:+.4f} refined {:+.4f}; {:.1f} + {:.1f} s\n", name, part.total, code, pca,
                   optimised - pca, encoded - pca, refined - pca, chosen, refitted);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  Options options;
  CLI::App app("R² of a principal manifold above PCA.");
  app.add_option("matrix", options.matrix)->required();
  app.add_option("parts", options.parts)->required();
  app.add_option("--genes", options.genes)->required();
  app.add_option("--codes", options.codes)->delimiter(',')->capture_default_str();
  app.add_option("--turns", options.manifold.turns)->capture_default_str();
  app.add_option("--penalties", options.manifold.penalty_groups)->capture_default_str();
  app.add_option("--landmarks", options.manifold.landmarks)->capture_default_str();
  app.add_option("--every-code", options.manifold.every_code)->capture_default_str();
  app.add_option("--every-direction", options.space.every_direction)->capture_default_str();
  app.add_option("--directions", options.space.directions)->capture_default_str();
  app.add_option("--steps", options.manifold.search.steps)->capture_default_str();
  app.add_option("--tolerance", options.manifold.search.tolerance)->capture_default_str();
  app.add_option("--threads", options.threads, "Of each rank")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  set_threads(options.threads);
  run(options, ranks);
}
