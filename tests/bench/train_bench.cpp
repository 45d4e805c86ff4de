// How fast training is, with random data: mpirun -n P train_bench GENES BATCH [EPOCHS [SAMPLES [THREADS]]];
// three layers of 512 nodes. Prints samples/s of every epoch.
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "mpi/sample_axis.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"
#include "src/training/trainer.hpp"

namespace {

using namespace lampyris;

Matrix<float> noise(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<float> values(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (float& value : values.values()) value = static_cast<float>(random()) * 0x1p-32F;
  return values;
}

}  // namespace

int main(int argc, char** argv) {
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const mpi::RankSampleAxis axis(ranks);
  const auto argument = [&](int index, std::size_t otherwise) {
    return index < argc ? static_cast<std::size_t>(std::atoll(argv[index])) : otherwise;
  };
  const std::size_t genes = argument(1, 5500);
  const std::size_t batch = argument(2, 32);
  const std::size_t epochs = argument(3, 5);
  const std::size_t samples = argument(4, 670);
  set_threads(static_cast<int>(argument(5, 1)));

  const Slice held = world.share(samples);
  const auto training = noise(held.count, genes, held.offset);
  const Slice heldout_share = world.share(samples / 9);
  const auto heldout = noise(heldout_share.count, genes, samples + heldout_share.offset);
  TrainingState state(Architecture{genes, {512, 512, 512}});
  initialise(state.autoencoder, 1);
  Trainer trainer(
      state.autoencoder.architecture(), {epochs, 0, 1e-4},
      {training.view(), held, {samples, batch, 1}, heldout.view(), std::vector<double>(genes, 0.5)}, world,
      axis);
  Trainer::Hooks hooks;
  double before = 0;
  hooks.epoch_done = [&](const TrainingState&, const EpochReport& report) {
    if (ranks.rank() != 0) return;
    fmt::print("epoch {}: {:.3f} s, {:.0f} samples/s in steps, loss {:.6f}\n", report.epoch,
               report.seconds - std::exchange(before, report.seconds), report.samples_per_second,
               report.loss_train);
  };
  trainer.run(state, hooks);
}
