#include "io/run/model_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>

#include "io/hdf5/file.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
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
  model.heldout = {0, 1, 0, 0};
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
  EXPECT_EQ(read.heldout, written.heldout);
}

TEST_F(ModelFile, RefusesWhatIsNoModel) {
  {
    auto other = h5::File::create(path("other.h5"), ranks);
    other.set_attribute("/", "format", std::string("lampyris-cohort"));
    other.commit();
  }
  for (const auto& name : {"other.h5", "absent.h5"}) {
    try {
      static_cast<void>(read_model(path(name), ranks));
      ADD_FAILURE() << name << " was read";
    } catch (const DataError& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

TEST_F(ModelFile, RefusesShapesThatDoNotFit) {
  Model model = example();
  model.ranges[1].mean.pop_back();
  write_model(path("short.h5"), model, ranks);
  try {
    static_cast<void>(read_model(path("short.h5"), ranks));
    ADD_FAILURE() << "it was read";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("/layers/2/mean"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace lampyris::io
