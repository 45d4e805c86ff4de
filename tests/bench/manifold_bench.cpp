// SPDX-License-Identifier: Apache-2.0
// A principal manifold on one split: R² above PCA of the same size on the test samples. The matrix is raw
// float32, samples × genes; the parts are a word a line, training, validation, or any other, which is tested.
// mpirun -n P manifold_bench MATRIX PARTS --genes G --help.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/rank_world.hpp"
#include "src/base/random.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/threads.hpp"
#include "src/manifold/fold_choice.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/manifold/measured_genes.hpp"
#include "src/manifold/principal_manifold.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "src/manifold/shard_rows.hpp"
#include "src/projection/measured_pca.hpp"

namespace {

using namespace lampyris;
using Clock = std::chrono::steady_clock;

struct BenchOptions {
  std::string matrix, parts, groups;
  std::size_t genes = 0;
  std::vector<std::size_t> codes{16, 64};
  std::vector<double> leave_out;
  std::size_t simulate = 0;
  int threads = 1;
  PrincipalSpaceOptions space;
  ManifoldOptions manifold;
};

/// Seconds of this process: what another one takes of the machine does not count.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

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

Part read_part(const BenchOptions& options, const std::vector<std::string>& words, const World& world,
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

/// My share of samples whose scores are bent functions of 20 causes, with noise.
struct Simulated {
  Simulated(std::size_t total, std::size_t rank, std::uint64_t seed, const World& world) : total(total) {
    const Slice mine = world.share(total);
    first = mine.offset;
    scores = {{mine.count, rank}, std::vector<double>(mine.count)};
    constexpr std::size_t causes = 20;
    Matrix<double> mixture(rank, causes);
    Random fixed(1, Stream::simulated_programs, 0);
    for (double& x : mixture.values()) x = fixed.normal();
    for (std::size_t i = 0; i < mine.count; ++i) {
      Random random(seed, Stream::simulated_samples, mine.offset + i);
      double z[causes];
      for (double& x : z) x = random.normal();
      for (std::size_t j = 0; j < rank; ++j) {
        double sum = 0;
        for (std::size_t l = 0; l < causes; ++l) sum += mixture(j, l) * z[l];
        const double value = (std::tanh(0.3 * sum) + 0.3 * random.normal()) / std::pow(1 + j, 0.7);
        scores.values(i, j) = static_cast<float>(value);
        scores.squares[i] += value * value;
      }
    }
  }
  [[nodiscard]] ScoreShard shard() const { return {scores.values.view(), scores.squares, first, total}; }
  Scores scores;
  std::size_t first = 0, total = 0;
};

void print_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM")) fmt::print("{}\n", line);
  }
}

void run_simulated(const BenchOptions& options, const mpi::Communicator& ranks) {
  const mpi::RankWorld world(ranks);
  const std::size_t rank = options.space.directions;
  const std::size_t some = options.simulate * 12 / 100;
  const Simulated training(options.simulate * 73 / 100, rank, 1, world);
  const Simulated validation(some, rank, 2, world);
  const Simulated fitted(options.simulate * 85 / 100, rank, 3, world);
  for (const std::size_t code : options.codes) {
    auto settings = options.manifold;
    settings.code = code;
    const auto start = Clock::now();
    const auto tell = [&](const TurnRecord& turn) {
      if (ranks.rank() == 0)
        fmt::print(stderr, "  {:.1f} s, processor {:.1f}: width {} R² {:.4f}\n", seconds_since(start),
                   processor_seconds(), turn.choice.width, turn.refined);
    };
    const auto fit = fit_manifold(training.shard(), validation.shard(), settings, world, tell);
    const double chosen = seconds_since(start);
    if (ranks.rank() == 0) {
      print_choice(fit);
      fmt::print("  chosen, processor {:.1f} s\n", processor_seconds());
    }
    const auto again = refit_manifold(fitted.shard(), fit.choice, settings, world);
    if (ranks.rank() == 0) {
      fmt::print("code {}: {:.1f} s to choose, {:.1f} s in all, processor {:.1f}\n", code, chosen,
                 seconds_since(start), processor_seconds());
      print_memory();
    }
  }
}

/// The samples of a run, and its two spaces: one to choose in, one to fit in again.
struct Task {
  const BenchOptions& options;
  const mpi::Communicator& ranks;
  const World& world;
  std::vector<std::string> words;
  Part training, validation, fitted;

  Task(const BenchOptions& options, const mpi::Communicator& ranks, const World& world)
      : options(options), ranks(ranks), world(world), words(read_words(options.parts)) {
    training = named("training");
    validation = named("validation");
    fitted = read_part(options, words, world, is_fitted);
  }
  static bool is_fitted(const std::string& word) { return word == "training" || word == "validation"; }
  [[nodiscard]] Part named(const std::string& name) const {
    return read_part(options, words, world, [&](const std::string& word) { return word == name; });
  }
  [[nodiscard]] PrincipalSpace space_of(const Part& part) const {
    NoProgress silent;
    return fit_principal_space(part.shard(), options.space, world, silent);
  }
  [[nodiscard]] bool by_folds() const {
    std::set<std::string> groups;
    if (!options.groups.empty()) {
      const auto names = read_words(options.groups);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "validation") groups.insert(names.at(i));
      }
    }
    return chooses_by_folds(options.manifold, {training.total, validation.total,
                                               options.groups.empty() ? validation.total : groups.size()});
  }
};

/// The groups of the fitted samples: a word each of the file, or every sample its own.
std::vector<std::size_t> groups_of(const Task& task) {
  std::vector<std::string> names;
  if (!task.options.groups.empty()) names = read_words(task.options.groups);
  std::map<std::string, std::size_t> numbers;
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < task.words.size(); ++i) {
    const auto name = names.empty() ? std::to_string(i) : names.at(i);
    if (Task::is_fitted(task.words[i])) groups.push_back(numbers.emplace(name, numbers.size()).first->second);
  }
  return groups;
}

void print_folds(const FoldChoice& chosen) {
  for (const auto& turn : chosen.turns) {
    fmt::print("  width {} penalty {} gain {:+.4f} {:+.4f}{}\n", turn.choice.width, turn.choice.penalties[0],
               turn.before - chosen.pca, turn.refined - chosen.pca, turn.taken ? "" : " not taken");
  }
  const auto& encoder = chosen.choice.encoder;
  fmt::print("  encoder {} {} {} gain {:+.4f}\n", word_of(encoder.kernel), encoder.width, encoder.penalty,
             chosen.encoded - chosen.pca);
}

ManifoldChoice choose(const Task& task, const ManifoldOptions& settings, const Scores& fitted_scores,
                      const PrincipalSpace* space) {
  const bool first = task.ranks.rank() == 0;
  if (task.by_folds()) {
    const auto chosen = choose_by_folds(
        {gather_all_rows(task.world, fitted_scores.values.view(), task.fitted.first, task.fitted.total),
         groups_of(task)},
        settings, task.world);
    if (first) print_folds(chosen);
    return chosen.choice;
  }
  const auto training = scores_of(*space, task.training.values.view());
  const auto validation = scores_of(*space, task.validation.values.view());
  const auto fit = fit_manifold(shard_of(training, task.training), shard_of(validation, task.validation),
                                settings, task.world);
  if (first) print_choice(fit);
  return fit.choice;
}

/// R² of a part: of PCA, and by how much the encoder and refined codes are above it.
struct Quality {
  double pca = 0, encoded = 0, refined = 0;
};

Quality quality_of(const PrincipalManifold& manifold, const Part& part, const World& world,
                   const CodeSearchOptions& search) {
  const auto scores = scores_of(manifold.space, part.values.view());
  Matrix<float> plain(scores.values.rows(), manifold.space.rank());
  for (std::size_t i = 0; i < plain.rows(); ++i)
    std::copy_n(scores.values.row(i).data(), manifold.code, plain.row(i).data());
  Quality quality{r_squared(scores, plain, world), 0, 0};
  const auto once = encode(manifold, scores.values.view());
  quality.encoded = r_squared(scores, decode(manifold, once.view()), world) - quality.pca;
  auto codes = start_codes(manifold, scores.values.view());
  refine(manifold, scores.values.view(), codes.view(), search);
  quality.refined = r_squared(scores, decode(manifold, codes.view()), world) - quality.pca;
  return quality;
}

/// R² over the genes that were not measured.
double r_squared_beyond(const std::vector<bool>& measured, const PrincipalSpace& space, const Part& part,
                        const Matrix<float>& decoded, const World& world) {
  double sums[2] = {};
  for (std::size_t i = 0; i < decoded.rows(); ++i) {
    for (std::size_t g = 0; g < measured.size(); ++g) {
      if (measured[g]) continue;
      sums[0] += std::pow(static_cast<double>(part.values(i, g) - decoded(i, g)), 2);
      sums[1] += std::pow(static_cast<double>(part.values(i, g)) - space.mean[g], 2);
    }
  }
  world.sum(sums);
  return 1 - sums[0] / sums[1];
}

void print_left_out(const BenchOptions& options, const PrincipalManifold& manifold, const Part& part,
                    const World& world, bool first) {
  const auto& space = manifold.space;
  const std::size_t genes = space.mean.size();
  const Pca pca{space.mean, space.directions.clone(), space.variances, space.total_variance};
  for (const double share : options.leave_out) {
    std::vector<std::size_t> order(genes);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(1, Stream::left_out_genes, 0).shuffle(std::span(order));
    std::vector<bool> measured(genes, true);
    for (std::size_t g = 0; g < static_cast<std::size_t>(share * static_cast<double>(genes)); ++g)
      measured[order[g]] = false;
    const auto codes = MeasuredGenes(manifold, measured).codes(part.values.view(), options.manifold.search);
    const auto bent = samples_of(space, decode(manifold, codes.view()).view());
    const MeasuredPca flat(pca, measured, {manifold.code});
    const auto plain = flat.decode(std::as_const(flat.codes(part.values.view()).front()).view());
    const double own = r_squared_beyond(measured, space, part, bent, world);
    const double of_pca = r_squared_beyond(measured, space, part, plain, world);
    if (first) fmt::print("  without {} of the genes, R² of those: {:.4f}, PCA {:.4f}\n", share, own, of_pca);
  }
}

void run(const BenchOptions& options, const mpi::Communicator& ranks) {
  const mpi::RankWorld world(ranks);
  const bool first = ranks.rank() == 0;
  const Task task(options, ranks, world);
  auto start = Clock::now();
  PrincipalSpace space;
  if (!task.by_folds()) space = task.space_of(task.training);
  PrincipalManifold manifold;
  manifold.space = task.space_of(task.fitted);
  if (first)
    fmt::print("spaces of {} and {} directions, {:.1f} s\n", space.rank(), manifold.space.rank(),
               seconds_since(start));
  const auto fitted_scores = scores_of(manifold.space, task.fitted.values.view());
  for (const std::size_t code : options.codes) {
    auto settings = options.manifold;
    settings.code = code;
    start = Clock::now();
    const auto choice = choose(task, settings, fitted_scores, &space);
    const double chosen = seconds_since(start);
    start = Clock::now();
    auto again = refit_manifold(shard_of(fitted_scores, task.fitted), choice, settings, world);
    const double refitted = seconds_since(start);
    manifold.code = code;
    manifold.decoder = std::move(again.decoder);
    manifold.encoder = std::move(again.encoder);
    for (const std::string name : {"test", "study"}) {
      const auto part = task.named(name);
      if (part.total == 0) continue;
      const auto quality = quality_of(manifold, part, world, settings.search);
      if (first) {
        fmt::print("{} {} code {}: pca {:.4f} encoder {:+.4f} refined {:+.4f}; {:.1f} + {:.1f} s\n", name,
                   part.total, code, quality.pca, quality.encoded, quality.refined, chosen, refitted);
      }
      print_left_out(options, manifold, part, world, first);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  BenchOptions options;
  CLI::App app("R² of a principal manifold above PCA.");
  app.add_option("matrix", options.matrix);
  app.add_option("parts", options.parts);
  app.add_option("--genes", options.genes);
  app.add_option("--groups", options.groups, "A word a line: samples of one word are in one fold");
  app.add_option("--leave-out", options.leave_out, "Shares of genes that codes are found without")
      ->delimiter(',');
  app.add_option("--folds", options.manifold.folds)->capture_default_str();
  app.add_option("--tie", options.manifold.tie)->capture_default_str();
  app.add_option("--fold-widths", options.manifold.fold_widths)->delimiter(',');
  app.add_option("--standard-errors", options.manifold.standard_errors)->capture_default_str();
  app.add_option("--small-groups", options.manifold.small_groups,
                 "Groups of validation samples below which folds choose")
      ->capture_default_str();
  app.add_option("--small-validation", options.manifold.small_validation,
                 "Fewer validation samples choose by cross-validation")
      ->capture_default_str();
  app.add_option("--simulate", options.simulate,
                 "Samples made up in the space of --directions, instead of a matrix");
  app.add_option("--codes", options.codes)->delimiter(',')->capture_default_str();
  app.add_option("--turns", options.manifold.turns)->capture_default_str();
  app.add_option("--patience", options.manifold.patience)->capture_default_str();
  app.add_option("--penalties", options.manifold.penalty_counts,
                 "Groups of penalties, of which the best is taken")
      ->delimiter(',');
  app.add_option("--landmarks", options.manifold.landmarks)->capture_default_str();
  app.add_option("--every-code", options.manifold.every_code)->capture_default_str();
  app.add_option("--every-direction", options.space.every_direction)->capture_default_str();
  app.add_option("--directions", options.space.directions)->capture_default_str();
  app.add_option("--widths", options.manifold.widths)->delimiter(',');
  app.add_option("--ridge", options.manifold.penalties)->delimiter(',');
  app.add_option("--encoder-ridge", options.manifold.encoder_penalties)->delimiter(',');
  app.add_option("--steps", options.manifold.search.steps)->capture_default_str();
  app.add_option("--tolerance", options.manifold.search.tolerance)->capture_default_str();
  app.add_option("--many-tolerance", options.manifold.many_tolerance, "The same beyond --every-code samples")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Of each rank")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  set_threads(options.threads);
  if (options.simulate > 0) {
    run_simulated(options, ranks);
  } else {
    run(options, ranks);
  }
}
