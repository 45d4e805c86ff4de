// SPDX-License-Identifier: Apache-2.0
#include "io/run/model_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

Model example() {
  Model model;
  model.autoencoder = Autoencoder(Architecture{5, {3, 2}, Activation::sigmoid, Activation::linear});
  initialise(model.autoencoder, 3);
  model.genes = {"TP53", "BRCA1", "gène", "ENSG00000141510", "e"};
  model.scaling = {
      "zscore",       {1, 2, 3, 4, 5}, {2, 2, 2, 2, 0}, -20, std::numeric_limits<float>::infinity(),
      {9, 8, 7, 6, 5}};
  model.training = {{0, 0, 0, 0, 0.1}, {1, 2, 3, 4, 5}, {0.5, 1, 1.5, 1.0 / 3, 2}, {1, 1, 1, 1, 0}};
  model.ranges = {{{0, 0, 0}, {0.5F, 0.4F, 0.3F}, {1, 1, 1}}, {{0.1F, 0.2F}, {0.3F, 0.4F}, {0.5F, 0.6F}}};
  model.parts = {SamplePart::training, SamplePart::test, SamplePart::validation, SamplePart::training};
  return model;
}

class ModelFile : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return directory.path() / name; }
  mpi::Communicator ranks = mpi::Communicator::world();
  test::SharedDirectory directory{ranks};
};

TEST_F(ModelFile, KeepsEverything) {
  const Model written = example();
  write_model(path("all.h5"), written, ranks);
  const Model read = read_model(path("all.h5"), ranks);
  EXPECT_EQ(read.autoencoder.architecture(), written.autoencoder.architecture());
  EXPECT_TRUE(std::ranges::equal(read.autoencoder.parameters(), written.autoencoder.parameters()));
  EXPECT_NE(read.autoencoder.parameters()[0], 0);
  EXPECT_EQ(read.genes, written.genes);
  EXPECT_EQ(read.scaling.name, "zscore");
  EXPECT_EQ(read.scaling.offset, written.scaling.offset);
  EXPECT_EQ(read.scaling.factor, written.scaling.factor);
  EXPECT_EQ(read.scaling.mean, written.scaling.mean);
  EXPECT_EQ(read.scaling.low, written.scaling.low);
  EXPECT_EQ(read.scaling.high, written.scaling.high);
  EXPECT_EQ(read.training.minimum, written.training.minimum);
  EXPECT_EQ(read.training.maximum, written.training.maximum);
  EXPECT_EQ(read.training.mean, written.training.mean);
  EXPECT_EQ(read.training.sd, written.training.sd);
  ASSERT_EQ(read.ranges.size(), 2U);
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(read.ranges[l].minimum, written.ranges[l].minimum);
    EXPECT_EQ(read.ranges[l].mean, written.ranges[l].mean);
    EXPECT_EQ(read.ranges[l].maximum, written.ranges[l].maximum);
  }
  EXPECT_EQ(read.parts, written.parts);
}

// Made by lampyris 0.1.0; see data/README.md. The values are h5dump's.
TEST_F(ModelFile, OfVersion1IsRead) {
  const Model read = read_model(fs::path(RUN_DATA) / "model_0_1_0.h5", ranks);
  EXPECT_EQ(read.autoencoder.architecture(),
            (Architecture{40, {4, 2, 4}, Activation::tanh, Activation::sigmoid}));
  EXPECT_EQ(read.autoencoder.weights(0)(0, 0), 0.0287325904F);
  EXPECT_EQ(read.autoencoder.weights(0)(39, 3), 0.0773461834F);
  EXPECT_EQ(read.autoencoder.weights(1)(2, 1), -0.648463488F);
  EXPECT_EQ(read.autoencoder.weights(3)(3, 36), 0.0473489277F);
  EXPECT_EQ(read.autoencoder.weights(3)(3, 39), 0.179916054F);
  EXPECT_EQ(read.autoencoder.bias(0)[3], -0.0132801663F);
  EXPECT_EQ(read.autoencoder.bias(2)[2], 0.0192752723F);
  EXPECT_EQ(read.autoencoder.bias(3)[39], 0.00695924507F);
  ASSERT_EQ(read.genes.size(), 40U);
  EXPECT_EQ(read.genes[1], "G00002");
  EXPECT_EQ(read.scaling.name, "minmax");
  EXPECT_EQ(read.scaling.offset[1], 3.45556164F);
  EXPECT_EQ(read.scaling.factor[39], 0.228979602F);
  EXPECT_NEAR(read.training.sd[1], 2.04476569, 5e-9);
  ASSERT_EQ(read.ranges.size(), 3U);
  EXPECT_EQ(read.ranges[1].maximum[1], 0.75783366F);
  ASSERT_EQ(read.parts.size(), 60U);
  std::vector<std::size_t> heldout;
  for (std::size_t i = 0; i < read.parts.size(); ++i) {
    if (read.parts[i] == SamplePart::validation) heldout.push_back(i);
  }
  EXPECT_EQ(heldout, (std::vector<std::size_t>{15, 20, 24, 33, 34, 36}));
}

TEST_F(ModelFile, RefusesWhatIsNoModel) {
  {
    auto other = h5::File::create(path("other.h5"), ranks);
    other.set_attribute("/", "format", std::string("lampyris-cohort"));
    other.commit();
  }
  for (const auto& name : {"other.h5", "absent.h5"}) {
    test::expect_error<DataError>([&] { (void)read_model(path(name), ranks); }, name);
  }
}

TEST_F(ModelFile, RefusesShapesThatDoNotFit) {
  Model model = example();
  model.ranges[1].mean.pop_back();
  write_model(path("short.h5"), model, ranks);
  test::expect_error<DataError>([&] { (void)read_model(path("short.h5"), ranks); }, "/layers/2/mean");
}

}  // namespace
}  // namespace lampyris::io
