// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/checkpoint_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "io/checkpoint/state_archive.hpp"
#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/rank_sample_axis.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/factor_samples.hpp"
#include "tests/src/training/training_rig.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

const Architecture shape{40, {7, 3}};

/// Genes cut over `ranks`; the first of them owns what all hold.
ParameterLayout layout_of(const mpi::Communicator& ranks) {
  return gene_layout(shape, part_of(40, ranks.size(), ranks.rank()), {true, ranks.rank() == 0});
}

TrainingState example(const ParameterLayout& layout, std::uint64_t epoch) {
  TrainingState state(layout.size());
  initialise(layout, epoch + 1, state.weights.values());
  // Values that depend on the element alone, whoever holds it.
  const auto fill = [&](Matrix<float>& values, float from) {
    Autoencoder whole(shape);
    for (std::size_t i = 0; i < whole.parameters().size(); ++i) {
      whole.parameters()[i] = from + std::sin(static_cast<float>(i));
    }
    take_from(whole, layout, values.values());
  };
  fill(state.first_moment, 1);
  fill(state.second_moment, 2);
  fill(state.best, 3);
  auto& at = state.position;
  at.epoch = epoch;
  at.step = 4;
  at.updates = 104;
  at.epoch_error = 1.0 / 3;
  at.best_r2 = 0.7;
  at.best_epoch = 1;
  at.history.resize(epoch);
  if (epoch > 0) at.history[0].loss_train = 0.125;
  return state;
}

void expect_same(const TrainingState& a, const TrainingState& b) {
  EXPECT_TRUE(std::ranges::equal(a.weights.values(), b.weights.values()));
  EXPECT_TRUE(std::ranges::equal(a.first_moment.values(), b.first_moment.values()));
  EXPECT_TRUE(std::ranges::equal(a.second_moment.values(), b.second_moment.values()));
  EXPECT_TRUE(std::ranges::equal(a.best.values(), b.best.values()));
  EXPECT_EQ(a.position.epoch, b.position.epoch);
  EXPECT_EQ(a.position.step, b.position.step);
  EXPECT_EQ(a.position.updates, b.position.updates);
  EXPECT_EQ(a.position.epoch_error, b.position.epoch_error);
  EXPECT_EQ(a.position.best_r2, b.position.best_r2);
  EXPECT_EQ(a.position.best_epoch, b.position.best_epoch);
  ASSERT_EQ(a.position.history.size(), b.position.history.size());
  for (std::size_t e = 0; e < a.position.history.size(); ++e) {
    EXPECT_EQ(a.position.history[e].loss_train, b.position.history[e].loss_train);
  }
}

Matrix<float> some_samples(Slice samples, Slice genes) {
  const auto all = test::factor_samples(samples.offset, samples.count, 40);
  Matrix<float> some(samples.count, genes.count);
  for (std::size_t i = 0; i < some.rows(); ++i) {
    for (std::size_t g = 0; g < genes.count; ++g) some(i, g) = all(i, genes.offset + g);
  }
  return some;
}

class Checkpoints : public testing::Test {
 protected:
  CheckpointStore store(const mpi::Communicator& with, const std::string& fingerprint = "f") {
    return CheckpointStore(
        {directory, fingerprint, epochs, [this](const std::string& line) { said.push_back(line); }},
        layout_of(with), with);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(directory))
      all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
  }
  void damage(const fs::path& file, std::size_t keep) const {
    ranks.barrier();
    if (ranks.rank() == 0) fs::resize_file(file, keep);
    ranks.barrier();
  }

  TrainingState example(std::uint64_t epoch) const { return io::example(layout, epoch); }

  mpi::Communicator ranks = mpi::Communicator::world();
  ParameterLayout layout = layout_of(ranks);
  test::SharedDirectory shared{ranks};
  fs::path directory = shared.path() / "checkpoints";
  std::vector<std::string> said;
  std::uint64_t epochs = 100;
};

TEST_F(Checkpoints, ComeBackOnAnyNumberOfRanks) {
  const auto written = example(2);
  store(ranks).save(written);
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  expect_same(read, written);

  const auto alone = ranks.split(ranks.rank());
  TrainingState by_one(layout_of(alone).size());
  EXPECT_TRUE(store(alone).restore(by_one));
  expect_same(by_one, io::example(layout_of(alone), 2));
  EXPECT_TRUE(said.empty());
}

// The weights' average, the best at the start, and what noise on a code needs.
TEST_F(Checkpoints, ComeBackWithAnAverage) {
  auto written = example(2);
  written.average = written.second_moment.clone();
  written.position.best_epoch = 0;
  written.position.code_sd = {2.5, 1.0 / 3};
  store(ranks).save(written);
  TrainingState read(layout.size(), true);
  ASSERT_TRUE(store(ranks).restore(read));
  expect_same(read, written);
  EXPECT_TRUE(std::ranges::equal(read.average.values(), written.average.values()));
  EXPECT_EQ(read.position.code_sd, written.position.code_sd);
}

TEST_F(Checkpoints, OfOneRankComeBackOnAll) {
  const auto written = example(2);
  const auto alone = ranks.split(ranks.rank());
  if (ranks.rank() == 0) store(alone).save(io::example(layout_of(alone), 2));
  ranks.barrier();
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  expect_same(read, written);
}

TEST_F(Checkpoints, NewestTwoAreKept) {
  auto subject = store(ranks);
  for (const std::uint64_t epoch : {1U, 2U, 10U}) subject.save(example(epoch));
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000002-000004", "000010-000004"}));
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  EXPECT_EQ(read.position.epoch, 10U);
}

TEST_F(Checkpoints, OfOtherSettingsAreNotUsed) {
  store(ranks).save(example(2));
  TrainingState read(layout.size());
  EXPECT_FALSE(store(ranks, "other").restore(read));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said[0].find("other settings"), std::string::npos);
}

TEST_F(Checkpoints, NoneMeansNone) {
  TrainingState read(layout.size());
  EXPECT_FALSE(store(ranks).restore(read));
  EXPECT_TRUE(said.empty());
}

TEST_F(Checkpoints, ADamagedOneGivesWayToTheOneBefore) {
  struct Damage {
    std::string file;
    std::size_t keep;
  };
  for (const auto& [file, keep] :
       {Damage{"state.bin", 60}, Damage{"state.bin", 0}, Damage{"arrays.h5", 700}, Damage{"arrays.h5", 0}}) {
    auto subject = store(ranks);
    subject.save(example(5));
    const auto newest = subject.save(example(6));
    damage(newest / file, keep);
    said.clear();
    TrainingState read(layout.size());
    EXPECT_TRUE(store(ranks).restore(read)) << file;
    expect_same(read, example(5));
    ASSERT_EQ(said.size(), 1U) << file;
    EXPECT_NE(said[0].find(file), std::string::npos) << said[0];
    ranks.barrier();
    if (ranks.rank() == 0) fs::remove_all(newest);
    ranks.barrier();
  }
}

TEST_F(Checkpoints, OnlyTheirOwnAreRemoved) {
  store(ranks, "other").save(example(1));
  if (ranks.rank() == 0) {
    fs::create_directories(directory / "notes");
    std::ofstream(directory / "notes" / "why.txt") << "of a user";
    std::ofstream(directory / "000001-000000") << "a file";
    fs::create_directories(shared.path() / "elsewhere" / "precious");
    fs::create_directory_symlink(shared.path() / "elsewhere", directory / "000000-000001");
  }
  ranks.barrier();
  auto subject = store(ranks);
  for (const std::uint64_t epoch : {1U, 2U, 3U}) subject.save(example(epoch));
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000000-000001", "000001-000000", "000001-000004",
                                               "000002-000004", "000003-000004", "notes"}));
  EXPECT_TRUE(fs::exists(directory / "notes" / "why.txt"));
  EXPECT_TRUE(fs::exists(shared.path() / "elsewhere" / "precious"));
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks, "other").restore(read));
  EXPECT_EQ(read.position.epoch, 1U);
}

TEST_F(Checkpoints, OneOfOtherSettingsKeepsItsName) {
  store(ranks, "other").save(example(2));
  const auto mine = store(ranks).save(example(2));
  EXPECT_EQ(mine.filename(), "000002-000004-2");
  EXPECT_EQ(store(ranks).save(example(2)).filename(), "000002-000004-2");
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000002-000004", "000002-000004-2"}));
}

// Nobody knows whether what is skipped today can be read tomorrow.
TEST_F(Checkpoints, ADamagedOneStaysWhileTrainingGoesOn) {
  auto subject = store(ranks);
  subject.save(example(4));
  damage(subject.save(example(9)) / "arrays.h5", 700);
  TrainingState read(layout.size());
  auto next = store(ranks);
  EXPECT_TRUE(next.restore(read));
  EXPECT_EQ(read.position.epoch, 4U);
  for (const std::uint64_t epoch : {5U, 6U}) next.save(example(epoch));
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000005-000004", "000006-000004", "000009-000004"}));
}

// A model of more epochs than were asked for would be another one.
TEST_F(Checkpoints, OfMoreEpochsThanAreAskedForAreLeftAlone) {
  for (const std::uint64_t epoch : {4U, 9U}) store(ranks).save(example(epoch));
  epochs = 9;  // and four steps into the tenth
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  EXPECT_EQ(read.position.epoch, 4U);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said[0].find("is in epoch 10, beyond the 9 that are asked for"), std::string::npos) << said[0];
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000004-000004", "000009-000004"}));
}

TEST_F(Checkpoints, DiscardedAreGone) {
  store(ranks, "other").save(example(2));
  store(ranks).save(example(3));
  store(ranks).discard();
  ranks.barrier();
  EXPECT_EQ(names(), (std::vector<std::string>{"000002-000004"}));
}

TEST_F(Checkpoints, OneChangedBitIsNoticed) {
  const auto path = store(ranks).save(example(5)) / "arrays.h5";
  if (ranks.rank() == 0) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto at = static_cast<std::streamoff>(fs::file_size(path)) - 40;
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 1));
  }
  ranks.barrier();
  TrainingState read(layout.size());
  EXPECT_FALSE(store(ranks).restore(read));
  EXPECT_EQ(said.size(), 1U);
  EXPECT_TRUE(std::ranges::all_of(read.weights.values(), [](float x) { return x == 0; }));
}

TEST_F(Checkpoints, AnUnfinishedOneIsNotSeen) {
  store(ranks).save(example(5));
  ranks.barrier();
  if (ranks.rank() == 0) fs::create_directories(directory / "000009-000000.partial");
  ranks.barrier();
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  EXPECT_EQ(read.position.epoch, 5U);
}

TEST_F(Checkpoints, AnUnwritableDirectoryIsADataErrorOnAllRanks) {
  if (ranks.rank() == 0) std::ofstream(directory) << "a file";
  ranks.barrier();
  test::expect_error<DataError>([&] { store(ranks).save(example(5)); }, "cannot write checkpoints in");
  ranks.barrier();
}

TEST_F(Checkpoints, TheNewestIsKnown) {
  auto subject = store(ranks);
  EXPECT_EQ(subject.newest(), fs::path());
  const auto written = subject.save(example(5));
  EXPECT_EQ(subject.newest(), written);
  auto next = store(ranks);
  TrainingState read(layout.size());
  EXPECT_TRUE(next.restore(read));
  EXPECT_EQ(next.newest(), written);
}

TEST(CheckpointRecord, RefusesEveryTruncation) {
  const std::string whole =
      pack({"f", shape, io::example(gene_layout(shape, {0, 40}), 3).position, {1, 2, 3, 4}});
  const auto stored = unpack(whole);
  ASSERT_TRUE(stored.record.has_value());
  EXPECT_EQ(stored.record->position.history.size(), 3U);
  EXPECT_EQ(stored.record->architecture, shape);
  EXPECT_NE(whole.find(" " + stored.program + " "), std::string::npos);
  for (std::size_t keep = 0; keep < whole.size(); ++keep) {
    const auto cut = unpack(whole.substr(0, keep));
    ASSERT_FALSE(cut.record.has_value()) << keep;
    ASSERT_EQ(cut.program, "") << keep;
  }
}

// Made by lampyris 0.1.0; see data/README.md. The values are h5dump's.
TEST_F(Checkpoints, OfThePreviousVersionComeBack) {
  const std::string name = "000013-000004";
  const auto old = fs::path(CHECKPOINT_DATA) / name;
  if (ranks.rank() == 0) {
    fs::create_directories(directory);
    fs::copy(old, directory / name, fs::copy_options::recursive);
  }
  ranks.barrier();
  std::ifstream file(old / "state.bin", std::ios::binary);
  const auto stored = unpack({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  EXPECT_EQ(stored.program, "0.1.0");
  ASSERT_TRUE(stored.record.has_value());
  const auto& architecture = stored.record->architecture;
  EXPECT_EQ(architecture, (Architecture{40, {4, 2, 4}, Activation::tanh, Activation::sigmoid}));

  const auto whole = gene_layout(architecture, {0, 40}, {ranks.rank() == 0, ranks.rank() == 0});
  TrainingState read(whole.size());
  CheckpointStore subject({directory, stored.record->fingerprint}, whole, ranks);
  ASSERT_TRUE(subject.restore(read));
  EXPECT_EQ(read.position.epoch, 13U);
  EXPECT_EQ(read.position.step, 4U);
  ASSERT_EQ(read.position.history.size(), 13U);
  EXPECT_NEAR(read.position.history[12].r2_heldout, 0.118134, 5e-7);
  const auto all = gene_layout(architecture, {0, 40});  // on any rank, whoever owns what
  Autoencoder weights(architecture);
  put_into(weights, all, read.weights.values());
  EXPECT_EQ(weights.weights(0)(0, 0), 0.0698712394F);
  EXPECT_EQ(weights.weights(0)(0, 2), 0.25930059F);
  Autoencoder moment(architecture);
  put_into(moment, all, read.first_moment.values());
  EXPECT_EQ(moment.weights(2)(1, 0), -0.00361309736F);
  put_into(moment, all, read.second_moment.values());
  EXPECT_EQ(moment.weights(0)(39, 1), 9.06285358e-09F);
  put_into(moment, all, read.best.values());
  EXPECT_EQ(moment.bias(3)[0], -0.0832118243F);
  ranks.barrier();
}

TEST_F(Checkpoints, OfALaterVersionAreNamed) {
  const auto path = store(ranks).save(example(2)) / "state.bin";
  ranks.barrier();
  if (ranks.rank() == 0) std::ofstream(path, std::ios::binary) << "lampyris-checkpoint-4 7.5.0 and so on";
  ranks.barrier();
  TrainingState read(layout.size());
  EXPECT_FALSE(store(ranks).restore(read));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said[0].find("written by lampyris 7.5.0"), std::string::npos) << said[0];
  EXPECT_NE(said[0].find("or train anew"), std::string::npos) << said[0];
}

// Block-cyclic, column-major pieces, as ScaLAPACK's: what they wrote, gene slices read.
TEST_F(Checkpoints, OfBlockCyclicPiecesComeBackAsGeneSlices) {
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const auto distributed = [&](std::size_t total) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < total; ++i) count += static_cast<std::size_t>(i / 3 % size == rank);
    return AxisPart(rank * 3, 3, 3 * size, count);
  };
  ParameterLayout cyclic(shape);
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    const auto stored = stored_shape(shape, dense);
    cyclic.add({dense, false, distributed(stored.rows), Slice{0, stored.columns}, true});
    cyclic.add({dense, true, Slice{0, 1}, Slice{0, shape.outputs(dense)}, false, 0, rank == 0});
  }
  CheckpointStore({directory, "f"}, cyclic, ranks).save(io::example(cyclic, 2));
  TrainingState read(layout.size());
  EXPECT_TRUE(store(ranks).restore(read));
  // The start is a function of the element; every other array was filled so.
  expect_same(read, example(2));
}

// Six epochs equal three and a half, a stop, and the rest from the checkpoint: bit for bit on equal grids.
TEST_F(Checkpoints, TrainingGoesOnToTheSameBits) {
  const mpi::RankWorld world(ranks);
  const auto size = static_cast<std::size_t>(ranks.size());
  const mpi::ProcessGrid grid(ranks, {size % 2 == 0 ? 2U : 1U, size % 2 == 0 ? size / 2 : size});
  const Slice genes = grid.genes(40);
  const auto mine = gene_layout(shape, genes, {grid.sample_part() == 0, ranks.rank() == 0});
  const Slice held = samples_of_group(50, grid.shape().samples, grid.sample_part());
  const auto training = some_samples(held, genes);
  const auto unseen = part_of(9, grid.shape().samples, grid.sample_part());
  const auto heldout = some_samples({50 + unseen.offset, unseen.count}, genes);
  const test::RigData data{
      genes, held, training.view(), heldout.view(), 9, {50, 8, 1}, std::vector<double>(40, 0.5)};
  const auto axis =
      mpi::make_gene_axis(grid.gene_axis(), gene_axis_sizes<float>(shape, test::Rig::rows(data)));
  mpi::RankSampleAxis samples(grid.sample_axis());
  Trainer::Settings settings{6, 0, {}};
  settings.optimiser.schedule.rate = 5e-3;
  const auto run = [&](TrainingState& state, const Trainer::Hooks& hooks) {
    test::Rig rig(mine, state, data, settings, {*axis, samples, world}, 1);
    return rig.trainer.run(state, hooks);
  };
  TrainingState whole(mine.size());
  initialise(mine, 1, whole.weights.values());
  run(whole, {});

  TrainingState first(mine.size());
  initialise(mine, 1, first.weights.values());
  CheckpointStore writer({directory, "f"}, mine, ranks);
  Trainer::Hooks hooks;
  hooks.stop_asked = [&] { return first.position.updates == 24; };
  hooks.save = [&](const TrainingState& now) { writer.save(now); };
  ASSERT_EQ(run(first, hooks), TrainingEnd::stopped);
  EXPECT_EQ(first.position.epoch, 3U);

  TrainingState rest(mine.size());
  ASSERT_TRUE(CheckpointStore({directory, "f"}, mine, ranks).restore(rest));
  EXPECT_EQ(rest.position.step, 4U);
  run(rest, {});
  EXPECT_TRUE(std::ranges::equal(rest.weights.values(), whole.weights.values()));
  EXPECT_TRUE(std::ranges::equal(rest.best.values(), whole.best.values()));
  ASSERT_EQ(rest.position.history.size(), 6U);
  for (std::size_t e = 0; e < 6; ++e) {
    EXPECT_EQ(rest.position.history[e].loss_train, whole.position.history[e].loss_train);
    EXPECT_EQ(rest.position.history[e].r2_heldout, whole.position.history[e].r2_heldout);
  }
}

}  // namespace
}  // namespace lampyris::io
