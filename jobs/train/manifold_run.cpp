// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/manifold_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "io/cohort/scaled_samples.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/train/metrics_table.hpp"
#include "jobs/train/training_options.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#include "src/manifold/code_size.hpp"
#include "src/manifold/find_nodes.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "src/manifold/shard_rows.hpp"
#include "src/pca/leading_directions.hpp"

namespace lampyris::jobs {
namespace {

/// My share of the scores of some samples.
struct PartScores {
  Scores scores;
  Slice mine;
  std::size_t total;

  [[nodiscard]] ScoreShard shard() const {
    return {scores.values.view(), scores.squares, mine.offset, total};
  }
};

/// The facts that every step of the run needs.
struct Task {
  const Context& context;
  const World& world;
  const TrainingCohort& cohort;
  std::vector<std::size_t> sizes;  ///< of the code, to choose from

  [[nodiscard]] Matrix<float> read(const std::vector<std::size_t>& samples) const {
    return io::ScaledSamples(cohort.cohort, cohort.scaling, samples).read(world.share(samples.size()));
  }
};

PrincipalSpace fit_space(const Task& task, const Matrix<float>& mine, std::size_t total) {
  const PrincipalSpaceOptions options;
  const auto progress = task.context.progress("principal components", LeadingOptions{}.most_passes + 1);
  return fit_principal_space({mine.view(), task.world.share(total).offset, total}, options, task.world,
                             *progress);
}

PartScores scores_in(const Task& task, const PrincipalSpace& space, const Matrix<float>& mine,
                     std::size_t total) {
  return {scores_of(space, mine.view()), task.world.share(total), total};
}

ManifoldOptions options_of(const Settings& settings) {
  ManifoldOptions options;
  options.turns = settings.model.turns;
  options.landmarks = settings.model.landmarks;
  return options;
}

/// Is told of turns; keeps the seconds until each had ended.
class TurnClock {
 public:
  explicit TurnClock(const Task& task)
      : progress_(task.context.progress("manifold", task.sizes.size() * task.context.settings.model.turns)) {}
  void tick() {
    ends.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count());
    progress_->advance(1);
  }
  std::vector<double> ends;

 private:
  std::unique_ptr<Progress> progress_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The first directions of a space that the training samples made.
Pca components_of(const PrincipalSpace& space, std::size_t count) {
  Pca pca{space.mean, Matrix<float>(count, space.directions.columns()), space.variances,
          space.total_variance};
  const auto first = space.directions.values().first(pca.components.size());
  std::ranges::copy(first, pca.components.values().begin());
  return pca;
}

/// Whether the fit to the training samples will be the model's.
bool keeps_fit(const Settings& settings, const ChosenManifold& chosen) {
  return !settings.model.refit && !chosen.by_folds;
}

/// Chooses on the validation samples.
void choose_on_validation(const Task& task, TurnClock& clock, ChosenManifold& chosen) {
  const auto& split = task.cohort.split;
  auto training = task.read(split.training);
  const auto space = fit_space(task, training, split.training.size());
  const auto seen = scores_in(task, space, training, split.training.size());
  training = Matrix<float>();  // the largest thing here, and done with
  const auto unseen = scores_in(task, space, task.read(split.validation), split.validation.size());
  auto best = fit_best_code(seen.shard(), unseen.shard(), task.sizes, options_of(task.context.settings),
                            task.world, [&] { clock.tick(); });
  chosen.sizes = std::move(best.sizes);
  chosen.choice = best.fit.choice;
  chosen.components = components_of(space, chosen.choice.code);
  if (keeps_fit(task.context.settings, chosen)) chosen.fit = std::move(best.fit);
}

/// Training and validation samples, ascending.
std::vector<std::size_t> all_but_test(const Split& split) {
  std::vector<std::size_t> samples = split.training;
  samples.insert(samples.end(), split.validation.begin(), split.validation.end());
  std::ranges::sort(samples);
  return samples;
}

/// Chooses by cross-validation on training and validation samples.
void choose_on_folds(const Task& task, TurnClock& clock, ChosenManifold& chosen) {
  const auto rows = all_but_test(task.cohort.split);
  const auto values = task.read(rows);
  const auto space = fit_space(task, values, rows.size());
  const auto own = scores_in(task, space, values, rows.size());
  GroupedSamples samples{gather_all_rows(task.world, own.scores.values.view(), own.mine.offset, rows.size()),
                         {}};
  for (const std::size_t row : rows) samples.groups.push_back(task.cohort.parts.groups[row]);
  auto best = choose_code_by_folds(samples, task.sizes, options_of(task.context.settings), task.world,
                                   [&] { clock.tick(); });
  chosen.sizes = std::move(best.sizes);
  chosen.choice = std::move(best.choice);
}

/// A manifold's nodes and their ranges.
struct NodesOfCodes {
  ManifoldNodes nodes;
  NodeRange range;
};

/// Nodes of all codes, the same on every rank.
NodesOfCodes nodes_of(const Task& task, const Matrix<float>& my_codes, std::size_t total) {
  Matrix<float> codes(total, my_codes.columns());
  const Slice mine = task.world.share(total);
  std::ranges::copy(my_codes.values(), codes.row(mine.offset).begin());
  gather_shares(task.world, codes.values(), codes.columns());
  // By one rank: threads, and so last bits, may differ between machines.
  ManifoldNodes nodes;
  mpi::on_first_rank(task.context.ranks, [&] { nodes = find_nodes(codes.view()); });
  for (Matrix<float>* part : {&nodes.centre, &nodes.unmixing, &nodes.mixing}) {
    std::vector<std::size_t> shape{part->rows(), part->columns()};
    std::vector<float> values(part->values().begin(), part->values().end());
    task.context.ranks.broadcast(shape);
    task.context.ranks.broadcast(values);
    *part = Matrix<float>(shape[0], shape[1]);
    std::ranges::copy(values, part->values().begin());
  }
  auto quantiles = node_quantiles(activations_of_codes(nodes, codes.view()).view());
  const std::size_t count = nodes.count();
  return {std::move(nodes), {std::move(quantiles.low), std::vector<float>(count), std::move(quantiles.high)}};
}

std::vector<EpochReport> history_of(const ChosenManifold& chosen) {
  std::vector<EpochReport> history;
  for (const auto& size : chosen.sizes) {
    for (const auto& turn : size.turns) {
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      const std::uint64_t number = history.size() + 1;
      const double end = chosen.turn_ends.at(number - 1);
      history.push_back({number, number, end, none, none, none, turn.refined, none, none});
    }
  }
  return history;
}

void write_turns(const Context& context, const std::vector<CodeSizeRecord>& sizes) {
  io::TableRows rows;
  std::uint64_t number = 0;
  for (const auto& size : sizes) {
    for (const auto& turn : size.turns) {
      rows.add(size.code, ++number, turn.choice.width,
               fmt::format("{}", fmt::join(turn.choice.penalties, " ")), turn.before, turn.refined,
               turn.taken ? "yes" : "no");
    }
  }
  io::write_table(context.in_run("manifold.tsv"),
                  {"code", "turn", "width", "penalties", "r2_before", "r2_refined", "taken"},
                  context.ranks.rank() == 0 ? rows : io::TableRows(), context.ranks);
}

void say_choice(const Context& context, const ChosenManifold& chosen) {
  const char* const of = chosen.by_folds ? "by cross-validation" : "on validation samples";
  for (const auto& size : chosen.sizes) {
    context.summary(
        fmt::format("train: manifold with a code of {}: R² {} {:.4f}, one pass of the encoder "
                    "{:.4f}, PCA {:.4f}",
                    size.code, of, size.refined, size.encoded, size.pca));
  }
  context.summary(fmt::format("train: a code of {} is taken", chosen.choice.code));
  if (is_pca(chosen.choice)) {
    context.summary(fmt::format(
        "train: warning: nothing is {} than PCA {}, so the manifold is PCA itself; more samples, or a "
        "smaller model.code, may change that",
        chosen.by_folds ? "clearly better" : "better", of));
  }
}

constexpr const char* unit_name = "manifold";

ChosenManifold choose_anew(const Task& task) {
  const auto options = options_of(task.context.settings);
  TurnClock clock(task);
  ChosenManifold chosen;
  const auto& split = task.cohort.split;
  const std::size_t groups = count_groups(task.cohort.parts.groups, split.validation);
  chosen.by_folds = chooses_by_folds(options, {split.training.size(), split.validation.size(), groups});
  if (chosen.by_folds) {
    task.context.say(fmt::format(
        "train: {} validation samples of {} groups, fewer than {} or {}: the manifold is chosen by "
        "cross-validation over training and validation samples",
        split.validation.size(), groups, options.small_validation, options.small_groups));
    choose_on_folds(task, clock, chosen);
  } else {
    choose_on_validation(task, clock, chosen);
  }
  chosen.turn_ends = std::move(clock.ends);
  return chosen;
}

// Collective. A unit holds the codes of all samples.
void keep(const Task& task, ChosenManifold& chosen, KeptUnits& kept) {
  const std::size_t total = task.cohort.split.training.size();
  Matrix<float> mine = std::move(chosen.fit.codes);
  if (keeps_fit(task.context.settings, chosen)) {
    chosen.fit.codes = gather_all_rows(task.world, mine.view(), task.world.share(total).offset, total);
  }
  if (task.context.ranks.rank() == 0) kept.keep(unit_name, pack(chosen));
  chosen.fit.codes = std::move(mine);
}

// The choice that an earlier start has kept, this rank's share of its codes.
std::optional<ChosenManifold> find_kept(const Task& task, const KeptUnits& kept) {
  auto chosen = unpack_manifold(kept.find(unit_name));
  if (!chosen || !keeps_fit(task.context.settings, *chosen)) return chosen;
  const Matrix<float> all = std::move(chosen->fit.codes);
  const Slice share = task.world.share(all.rows());
  chosen->fit.codes = Matrix<float>(share.count, all.columns());
  const auto rows = all.values().subspan(share.offset * all.columns(), share.count * all.columns());
  std::ranges::copy(rows, chosen->fit.codes.values().begin());
  return chosen;
}

}  // namespace

ChosenManifold choose_manifold(const Context& context, const World& world, const TrainingCohort& cohort,
                               KeptUnits& kept) {
  const Split& split = cohort.split;
  if (split.validation.empty()) {
    throw UsageError("a manifold is chosen on validation samples: cohort.validation must be above 0");
  }
  context.say(fmt::format("train: {} training, {} validation and {} test samples", split.training.size(),
                          split.validation.size(), split.test.size()));
  const Task task{context, world, cohort, manifold_sizes(context.settings, split.training.size())};
  auto found = find_kept(task, kept);
  ChosenManifold chosen = found ? std::move(*found) : choose_anew(task);
  if (!found) keep(task, chosen, kept);
  write_turns(context, chosen.sizes);
  say_choice(context, chosen);
  return chosen;
}

Model finish_manifold(const Context& context, const World& world, const TrainingCohort& cohort,
                      ChosenManifold chosen) {
  const Task task{context, world, cohort, {}};
  write_metrics(context.in_run("metrics.tsv"), history_of(chosen), context.ranks);
  const bool refits = context.settings.model.refit;
  const auto fitted = refits ? all_but_test(cohort.split) : cohort.split.training;
  const auto values = task.read(fitted);
  ManifoldModel model;
  PrincipalManifold& manifold = model.manifold;
  manifold.code = chosen.choice.code;
  manifold.space = fit_space(task, values, fitted.size());
  const bool fitted_before = keeps_fit(context.settings, chosen);
  ManifoldFit fit = std::move(chosen.fit);
  if (!fitted_before) {
    auto options = options_of(context.settings);
    options.code = manifold.code;
    const auto scores = scores_in(task, manifold.space, values, fitted.size());
    fit = refit_manifold(scores.shard(), chosen.choice, options, world);
  }
  manifold.decoder = std::move(fit.decoder);
  manifold.encoder = std::move(fit.encoder);
  auto found = nodes_of(task, fit.codes, fitted.size());
  model.nodes = std::move(found.nodes);
  const Architecture shape{
      cohort.genes(), {model.nodes.count()}, Activation::linear, Activation::linear, false};
  return {.autoencoder = Autoencoder(shape, ParameterStore{}),
          .genes = cohort.cohort.index().genes,
          .preprocessing = {},
          .scaling = cohort.scaling,
          .training = cohort.statistics,
          .ranges = {std::move(found.range)},
          .parts = cohort.split.parts(),
          .manifold = std::move(model),
          .refitted = refits};
}

}  // namespace lampyris::jobs
