// SPDX-License-Identifier: Apache-2.0
// reference and structure on a small made-up run directory: the same files on any number of ranks as on one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "io/cohort/cohort_file.hpp"
#include "io/hdf5/file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pca_file.hpp"
#include "jobs/program/stages.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t samples = 50;
constexpr std::size_t genes = 40;

float value(std::size_t i, std::size_t g) {
  const auto noise = (i * i * 7919 + g * g * 104729 + i * g * 31 + i * 13 + g * 17) % 1009;
  return static_cast<float>(noise) / 1009.0F + static_cast<float>((i % 3 * 5 + g) % 7);
}

void make_run(const std::filesystem::path& directory, const mpi::Communicator& ranks) {
  io::CohortIndex index;
  index.annotation.columns = {"organ", "donor"};
  index.annotation.values.resize(2);
  const std::string organs[] = {"lung", "liver", "gut"};
  for (std::size_t i = 0; i < samples; ++i) {
    index.samples.push_back(fmt::format("s{}", i));
    index.annotation.values[0].push_back(i == 7 ? "" : i == 9 ? "alone" : organs[i % 3]);
    index.annotation.values[1].push_back(fmt::format("d{}", i));
  }
  for (std::size_t g = 0; g < genes; ++g) index.genes.push_back(fmt::format("g{}", g));
  const Slice mine = mpi::RankWorld(ranks).share(samples);
  Matrix<float> block(mine.count, genes);
  for (std::size_t i = 0; i < mine.count; ++i) {
    for (std::size_t g = 0; g < genes; ++g) block(i, g) = value(mine.offset + i, g);
  }
  io::CohortWriter writer(directory / "cohort.h5", index, "test", ranks);
  writer.write(block.view(), mine.offset, 0);
  writer.finish();

  Model model{Autoencoder({genes, {9, 6}}), index.genes, {}, {}, {}, {}, std::vector<SamplePart>(samples)};
  initialise(model.autoencoder, 3);
  model.training = {std::vector<double>(genes, 0), std::vector<double>(genes, 8),
                    std::vector<double>(genes, 3.5), std::vector<double>(genes, 1)};
  model.scaling = make_scaling(ScalingMethod::minmax, model.training);
  for (const std::size_t width : {std::size_t{9}, std::size_t{6}}) {
    const std::vector<float> nothing(width);
    model.ranges.push_back({nothing, nothing, nothing});
  }
  for (std::size_t i = 0; i < samples; i += 5) model.parts[i] = SamplePart::test;
  io::write_model(directory / "model.h5", model, ranks);
}

Settings settings_for(const std::filesystem::path& directory) {
  Settings settings;
  settings.run.directory = directory;
  settings.structure.pca = {2, 5};
  settings.structure.permutations = 49;
  return settings;
}

template <class StageFunction>
std::string run(StageFunction stage, const Settings& settings, const mpi::Communicator& ranks) {
  std::string summary;
  const auto keep = [&](const std::string& line) { summary += line + "\n"; };
  const Context context{ranks,
                        settings,
                        [] { return false; },
                        [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
                        [](const std::string&) {},
                        keep};
  stage(context);
  ranks.barrier();  // tables are written by rank 0 and read by all below
  return summary;
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(ReferenceStage, WritesComponentsAndReconstruction) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  make_run(directory.path(), ranks);
  const auto summary = run(reference_stage, settings_for(directory.path()), ranks);
  EXPECT_TRUE(summary.starts_with("R² on test samples: autoencoder ")) << summary;

  const auto stored = io::read_pca(directory.path() / "pca.h5", ranks);
  EXPECT_EQ(stored.pca.components.rows(), 39U);  // 40 training samples
  EXPECT_EQ(stored.genes.size(), genes);
  const auto lines = lines_of(directory.path() / "reconstruction.tsv");
  // autoencoder, then pca 2, 6 (the code), and 39 in place of 64 and 512; on training, then on test samples.
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines[0], "representation\tdimension\tsamples\tr2_global\tr2_gene_mean\tr2_gene_median");
  EXPECT_TRUE(lines[1].starts_with("autoencoder\t6\ttraining\t")) << lines[1];
  EXPECT_TRUE(lines[2].starts_with("pca\t2\ttraining\t")) << lines[2];
  EXPECT_TRUE(lines[4].starts_with("pca\t39\ttraining\t1\t1\t1")) << lines[4];
  EXPECT_TRUE(lines[7].starts_with("pca\t6\ttest\t")) << lines[7];
}

TEST(StructureStage, WritesTheSameOnAnyNumberOfRanks) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory together(ranks);
  const test::SharedDirectory apart(ranks);
  make_run(together.path(), ranks);
  run(reference_stage, settings_for(together.path()), ranks);
  run(structure_stage, settings_for(together.path()), ranks);

  const auto alone = ranks.split(ranks.rank());
  if (ranks.rank() == 0) {
    for (const auto* file : {"cohort.h5", "model.h5", "pca.h5"}) {
      std::filesystem::copy(together.path() / file, apart.path() / file);
    }
    run(structure_stage, settings_for(apart.path()), alone);
    for (const auto* file : {"structure.tsv", "structure_classes.tsv", "structure_unseen.tsv", "map.tsv"}) {
      EXPECT_FALSE(text_of(together.path() / file).empty());
      EXPECT_EQ(text_of(together.path() / file), text_of(apart.path() / file)) << file;
    }
    const auto a = io::h5::File::open(together.path() / "latent.h5ad", alone);
    const auto b = io::h5::File::open(apart.path() / "latent.h5ad", alone);
    for (const auto* array : {"/obsm/X_layer1", "/obsm/X_layer2", "/obsm/X_pca"}) {
      EXPECT_EQ(a.dims(array).at(0), samples);
      EXPECT_EQ(a.read<float>(array), b.read<float>(array)) << array;
    }
  }
}

TEST(StructureStage, MeasuresTheLabelsThatAreThere) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  make_run(directory.path(), ranks);
  auto settings = settings_for(directory.path());
  run(reference_stage, settings, ranks);
  const auto summary = run(structure_stage, settings, ranks);
  EXPECT_TRUE(summary.starts_with("silhouette of organ: layer1 ")) << summary;
  const auto lines = lines_of(directory.path() / "structure.tsv");
  // organ alone (donor has a class for each sample); layers 1 and 2; pca 2, 5, 6, 9.
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_TRUE(lines[1].starts_with("organ\tlayer1\t9\t48\t3\t")) << lines[1];
  EXPECT_TRUE(lines[6].starts_with("organ\tpca\t9\t48\t3\t")) << lines[6];
  EXPECT_TRUE(lines[6].ends_with("\tNA")) << lines[6];
  EXPECT_FALSE(lines[1].ends_with("\tNA")) << lines[1];
  EXPECT_EQ(lines_of(directory.path() / "structure_classes.tsv").size(), 1U + 6 * 3);
  // Of the samples that were not fitted: PCA of 2, 4, …, 32 of 39 components, too.
  const auto unseen = lines_of(directory.path() / "structure_unseen.tsv");
  const int dimensions[] = {2, 4, 5, 6, 8, 9, 16, 32};
  ASSERT_EQ(unseen.size(), 3 + std::size(dimensions));
  EXPECT_TRUE(unseen[2].starts_with("organ\tlayer2\t6\t")) << unseen[2];
  for (std::size_t r = 0; r < std::size(dimensions); ++r)
    EXPECT_TRUE(unseen[3 + r].starts_with(fmt::format("organ\tpca\t{}\t", dimensions[r]))) << unseen[3 + r];
  const auto map = lines_of(directory.path() / "map.tsv");
  ASSERT_EQ(map.size(), 1 + samples);
  EXPECT_EQ(map[0], "sample\tlayer1_x\tlayer1_y\tlayer2_x\tlayer2_y\tpca_x\tpca_y");

  settings.structure.max_samples = 20;
  run(structure_stage, settings, ranks);
  for (const auto& line : lines_of(directory.path() / "structure.tsv")) {
    if (line.starts_with("organ\tlayer1\t9\t")) {
      EXPECT_LE(std::stoi(line.substr(15)), 20);
    }
  }
}

// Where every sample is a block of its own, no label can move, and nothing is said to be likely or not.
TEST(StructureStage, BlocksKeepLabels) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  make_run(directory.path(), ranks);
  auto settings = settings_for(directory.path());
  settings.structure.blocks = "donor";
  run(reference_stage, settings, ranks);
  const auto summary = run(structure_stage, settings, ranks);
  EXPECT_NE(summary.find("(no p, 5-NN "), std::string::npos) << summary;
  const auto row = lines_of(directory.path() / "structure.tsv").at(1);
  EXPECT_NE(row.find("\tNA\t"), std::string::npos) << row;
}

TEST(StructureStage, RefusesUnknownLabelsBeforeItWrites) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  make_run(directory.path(), ranks);
  auto settings = settings_for(directory.path());
  run(reference_stage, settings, ranks);
  settings.structure.labels = {"organ", "tissue"};
  EXPECT_THROW(run(structure_stage, settings, ranks), UsageError);
  settings.structure.labels = {"donor"};
  EXPECT_THROW(run(structure_stage, settings, ranks), UsageError);
  settings.structure.labels = {"organ"};
  settings.structure.blocks = "plate";
  EXPECT_THROW(run(structure_stage, settings, ranks), UsageError);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "structure.tsv"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "latent.h5ad"));
}

}  // namespace
}  // namespace lampyris::jobs
