// How fast training is, on random samples: mpirun -n P train_bench --help. Prints one line an epoch.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/gene_axis.hpp"
#include "mpi/process_grid.hpp"
#include "mpi/sample_axis.hpp"
#include "mpi/tree_sum.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"
#include "src/training/fused_engine.hpp"
#include "src/training/reproducible_engine.hpp"
#include "src/training/resident_batches.hpp"
#include "src/training/trainer.hpp"

namespace {

using namespace lampyris;

struct Options {
  std::size_t genes = 20848;
  std::vector<std::size_t> widths{512, 512, 512};
  std::string hidden = "sigmoid";
  std::size_t batch = 512;
  std::size_t steps = 12;
  std::size_t epochs = 3;
  double heldout = 0;
  std::string precision = "bf16";
  std::string grid = "auto";
  int threads = 1;
  bool reproducible = false;
};

template <class Number>
Matrix<Number> noise(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<Number> values(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (Number& value : values.values()) value = from_float<Number>(static_cast<float>(random()) * 0x1p-32F);
  return values;
}

/// Either engine with what it exchanges through.
template <class Number>
class Wiring {
 public:
  Wiring(const Options& options, const mpi::ProcessGrid& grid, const Architecture& shape,
         const BatchPlan& plan)
      : world_(grid.ranks()),
        samples_(grid.sample_axis()),
        gene_tree_(grid.gene_axis()),
        sample_tree_(grid.sample_axis()) {
    const auto [s, t] = grid.shape();
    genes = options.reproducible ? reproducible_genes(options.genes, t, grid.gene_part())
                                 : grid.genes(options.genes);
    held = options.reproducible ? reproducible_samples(plan.samples, s, grid.sample_part())
                                : samples_of_group(plan.samples, s, grid.sample_part());
    layout = gene_layout(shape, genes, {grid.sample_part() == 0, grid.ranks().rank() == 0});
  }

  void make_engine(const Options& options, const mpi::ProcessGrid& grid, std::span<const float> weights,
                   const BatchSource& batches) {
    const std::size_t rows = batches.most_rows();
    if (options.reproducible) {
      engine = std::make_unique<ReproducibleEngine<Number>>(
          layout, weights, ReproducibleGrid{gene_tree_, sample_tree_, batches.plan().samples, rows});
    } else {
      axis_ = mpi::make_gene_axis(grid.gene_axis(), gene_axis_sizes<Number>(layout.architecture(), rows));
      engine = std::make_unique<FusedEngine<Number>>(
          layout, weights, rows, typename FusedEngine<Number>::Exchange{*axis_, samples_, world_});
    }
  }

  Slice genes, held;
  ParameterLayout layout;
  std::unique_ptr<Engine> engine;

 private:
  mpi::RankWorld world_;
  std::unique_ptr<GeneAxis> axis_;
  mpi::RankSampleAxis samples_;
  mpi::RankTreeSum gene_tree_, sample_tree_;
};

template <class Number>
void measure(const Options& options, const mpi::Communicator& ranks) {
  const mpi::ProcessGrid grid(ranks, mpi::grid_shape(options.grid, options.genes, ranks));
  const Architecture shape{options.genes, options.widths, activation_from(options.hidden, "--hidden"),
                           Activation::sigmoid};
  const BatchPlan plan{options.batch * options.steps, options.batch, 1};
  Wiring<Number> wiring(options, grid, shape, plan);
  const auto training = noise<Number>(wiring.held.count, wiring.genes.count, ranks.rank());
  const auto out = static_cast<std::size_t>(options.heldout * static_cast<double>(wiring.held.count));
  const auto heldout = noise<Number>(out, wiring.genes.count, 1000 + ranks.rank());

  ResidentBatches<Number> batches(training.view(), wiring.held, plan);
  TrainingState state(wiring.layout.size());
  initialise(wiring.layout, 1, state.weights.values());
  wiring.make_engine(options, grid, state.weights.values(), batches);
  const mpi::RankWorld world(ranks);
  Trainer::Settings settings{options.epochs, 0, {}};
  Trainer trainer(
      settings,
      {batches, heldout.view(), out, wiring.genes.offset, std::vector<double>(options.genes, 0.5), 1},
      *wiring.engine, world);
  Trainer::Hooks hooks;
  hooks.epoch_done = [&](const TrainingState&, const EpochReport& report) {
    if (ranks.rank() != 0) return;
    fmt::print(
        "lampyris {}{} grid {} threads {} batch {}: {:.0f} samples/s, loss {:.5f}, held-out {:.3f} s\n",
        options.precision, options.reproducible ? " reproducible" : "", to_string(grid.shape()),
        options.threads, options.batch, report.samples_per_second, report.loss_train, report.heldout_seconds);
  };
  trainer.run(state, hooks);
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  Options options;
  CLI::App app("Speed of training on random samples.");
  app.add_option("--genes", options.genes)->capture_default_str();
  app.add_option("--widths", options.widths)->delimiter(',')->capture_default_str();
  app.add_option("--hidden", options.hidden)->capture_default_str();
  app.add_option("--batch", options.batch)->capture_default_str();
  app.add_option("--steps", options.steps, "Steps of an epoch")->capture_default_str();
  app.add_option("--epochs", options.epochs)->capture_default_str();
  app.add_option("--heldout", options.heldout, "Held-out samples as a share of the training samples");
  app.add_option("--precision", options.precision)->check(CLI::IsMember({"f32", "bf16"}));
  app.add_option("--grid", options.grid);
  app.add_option("--threads", options.threads, "Of each rank")->capture_default_str();
  app.add_flag("--reproducible", options.reproducible, "The same bits on every grid");
  CLI11_PARSE(app, argc, argv);
  set_threads(options.threads);
  options.precision == "f32" ? measure<float>(options, ranks) : measure<bfloat16>(options, ranks);
}
