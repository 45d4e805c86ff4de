// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/grid_forward_pass.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "tests/mpi/grid_training.hpp"

namespace lampyris {
namespace {

constexpr std::size_t model_genes = 61;

// The rank's own rows: none on rank 1, more than two rounds on rank 2.
std::size_t rows_of(int rank) {
  return rank == 1 ? 0 : (rank == 2 ? 530 : 40 + static_cast<std::size_t>(rank));
}

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.rows() == b.rows() && a.columns() == b.columns() &&
         std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST(GridForwardPass, HasTheBitsOfOneProcessOnEveryGrid) {
  const auto ranks = mpi::Communicator::world();
  for (const auto& widths : {std::vector<std::size_t>{9}, {9, 4, 12}}) {
    for (const Activation hidden : {Activation::sigmoid, Activation::elu}) {
      Autoencoder autoencoder({model_genes, widths, hidden, Activation::linear});
      initialise(autoencoder, 3);
      for (float& value : autoencoder.parameters()) value += 0.01F;  // biases are not zero
      const std::size_t dense_layers = autoencoder.architecture().dense_layers();
      const std::size_t rows = rows_of(ranks.rank());
      const auto scaled =
          test::factor_samples(1000 * static_cast<std::size_t>(ranks.rank()), rows, model_genes);
      for (const mpi::GridShape& shape : test::all_shapes(ranks.size())) {
        const auto forward_pass = mpi::make_forward_pass(to_string(shape), model_genes, ranks);
        for (std::size_t to = 1; to <= dense_layers; ++to) {
          const auto found = forward_pass->propagate(autoencoder, scaled.view(), 0, to);
          EXPECT_TRUE(same_bits(found, propagate(autoencoder, scaled.view(), 0, to)))
              << to_string(shape) << " 0 to " << to;
        }
        for (std::size_t from = 1; from < dense_layers; ++from) {
          const auto codes = propagate(autoencoder, scaled.view(), 0, from);
          EXPECT_TRUE(same_bits(forward_pass->propagate(autoencoder, codes.view(), from, dense_layers),
                                propagate(autoencoder, codes.view(), from, dense_layers)))
              << to_string(shape) << ' ' << from << " to " << dense_layers;
        }
      }
    }
  }
}

TEST(GridForwardPass, TheMostIsThatOfTheRanksThatShareGenes) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = static_cast<std::size_t>(ranks.rank());
  for (const mpi::GridShape& shape : test::all_shapes(ranks.size())) {
    const auto forward_pass = mpi::make_forward_pass(to_string(shape), model_genes, ranks);
    EXPECT_EQ(forward_pass->most(mine), mine / shape.genes * shape.genes + shape.genes - 1)
        << to_string(shape);
  }
}

TEST(GridForwardPass, AutoSharesNoGenesAndAGridMustFit) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = static_cast<std::size_t>(ranks.rank());
  EXPECT_EQ(mpi::make_forward_pass("auto", model_genes, ranks)->most(mine), mine);
  EXPECT_THROW((void)mpi::make_forward_pass("2x7", model_genes, ranks), UsageError);
}

}  // namespace
}  // namespace lampyris
