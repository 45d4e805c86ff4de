// SPDX-License-Identifier: Apache-2.0
#include "io/run/latent_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "io/hdf5/file.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t samples = 23;

CohortIndex cohort() {
  CohortIndex index;
  index.genes = {"TP53", "IL2", "α"};
  index.annotation.columns = {"organ", "donor/id", "note"};
  index.annotation.values.resize(3);
  const std::string organs[] = {"lung", "", "größe"};
  for (std::size_t i = 0; i < samples; ++i) {
    index.samples.push_back(fmt::format("s{}", i));
    index.annotation.values[0].push_back(organs[i % 3]);
    index.annotation.values[1].push_back(fmt::format("d{}", i * i));
    index.annotation.values[2].emplace_back();
  }
  return index;
}

Matrix<float> example_codes(float scale, std::size_t width, Slice rows) {
  Matrix<float> values(rows.count, width);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t k = 0; k < width; ++k) {
      values(i, k) = scale * static_cast<float>(rows.offset + i) + static_cast<float>(k);
    }
  }
  return values;
}

void write_example(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  const Slice mine = mpi::RankWorld(ranks).share(samples);
  const auto layer = example_codes(0.5F, 70, mine);
  const auto wide = example_codes(-0.25F, 9, mine);
  // The first two columns of a wider matrix.
  write_latent(path, cohort(),
               {{"X_layer1", layer.view()}, {"X_pca", {wide.data(), wide.rows(), 2, wide.columns()}}}, ranks);
}

TEST(LatentFile, HoldsEveryRanksCodes) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  write_example(directory.path() / "latent.h5ad", ranks);
  const auto file = h5::File::open(directory.path() / "latent.h5ad", ranks);
  const auto layer = file.read_block<float>("/obsm/X_layer1", {0, samples}, {0, 70});
  EXPECT_TRUE(std::ranges::equal(layer.values(), example_codes(0.5F, 70, {0, samples}).values()));
  EXPECT_EQ(file.dims("/obsm/X_pca"), (std::vector<std::size_t>{samples, 2}));
  EXPECT_EQ(file.read<std::int32_t>("/obs/organ/codes")[1], -1);
}

TEST(LatentFile, OpensInAnnData) {
  const auto ranks = mpi::Communicator::world();
  // Starting Python is slow, and more ranks write the same values: see the test above.
  if (ranks.size() > 2) return;
  const test::SharedDirectory directory(ranks);
  write_example(directory.path() / "latent.h5ad", ranks);
  if (ranks.rank() != 0) return;
  const std::string python = LAMPYRIS_PYTHON;
  if (std::system((python + " -c 'import anndata' 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "no Python with anndata (Debian: python3-anndata)";
  }
  const std::string command =
      fmt::format("{} {} {}", python, CHECK_LATENT, (directory.path() / "latent.h5ad").string());
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace lampyris::io
