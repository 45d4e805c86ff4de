// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/scaled_samples.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "tests/io/cohort/scaled_cohort.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

template <class Number>
bool equal_bits(MatrixView<const Number> a, MatrixView<const Number> b) {
  if (a.rows() != b.rows() || a.columns() != b.columns()) return false;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    if (std::memcmp(a.row(i).data(), b.row(i).data(), a.columns() * sizeof(Number)) != 0) return false;
  }
  return true;
}

std::vector<std::size_t> all_but_some() {
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < test::cohort_samples; ++i) {
    if (i % 10 != 7 && (i < 300 || i > 340)) samples.push_back(i);
  }
  return samples;
}

template <class Number>
class ScaledSamplesOf : public testing::Test {};
using Kinds = testing::Types<float, bfloat16>;
TYPED_TEST_SUITE(ScaledSamplesOf, Kinds);

TYPED_TEST(ScaledSamplesOf, IsWhatTheDefinitionSays) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const CohortFile cohort(directory / "cohort.h5", ranks);
  const Scaling scaling = test::cohort_scaling();
  const auto genes = part_of(test::cohort_genes, static_cast<std::size_t>(ranks.size()),
                             static_cast<std::size_t>(ranks.rank()));
  for (const auto& samples :
       {all_but_some(), std::vector<std::size_t>{599, 0, 3, 3, 1, 256, 255}, std::vector<std::size_t>{}}) {
    std::size_t clamped = 1;
    const ScaledSamples scaled(cohort, scaling, samples, genes);
    EXPECT_EQ(scaled.count(), samples.size());
    EXPECT_EQ(scaled.genes(), genes.count);
    const auto values = scaled.template read<TypeParam>({0, samples.size()}, &clamped);
    EXPECT_TRUE(equal_bits<TypeParam>(values.view(), test::scaled_by_hand<TypeParam>(samples, genes).view()));

    auto floats = cohort.read_samples(samples, genes);
    EXPECT_EQ(clamped, 1 + scaling.apply(floats.view(), genes.offset));
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const auto rounded = from_float<TypeParam>(floats.values()[i]);
      ASSERT_EQ(std::memcmp(&rounded, &values.values()[i], sizeof(TypeParam)), 0) << i;
    }
  }
}

TYPED_TEST(ScaledSamplesOf, IsTheSameInParts) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const CohortFile cohort(directory / "cohort.h5", ranks);
  const auto samples = all_but_some();
  const Scaling scaling = test::cohort_scaling();
  const ScaledSamples scaled(cohort, scaling, samples, {1020, 10});
  const auto whole = scaled.template read<TypeParam>({0, samples.size()});
  const Slice part{3, samples.size() - 5};
  std::size_t rows = 0;
  std::size_t blocks = 0;
  const auto see = [&](std::size_t first, MatrixView<const TypeParam> block) {
    EXPECT_EQ(first, rows);
    EXPECT_LE(block.rows(), 256U);
    EXPECT_EQ(block.columns(), 10U);
    ASSERT_LE(first + block.rows(), part.count);
    EXPECT_TRUE(equal_bits<TypeParam>(block, whole.view().middle_rows(part.offset + first, block.rows())));
    rows += block.rows();
    ++blocks;
  };
  scaled.template for_each_block<TypeParam>(part, see);
  EXPECT_EQ(rows, part.count);
  EXPECT_EQ(blocks, (part.count + 255) / 256);

  // As many blocks as the longest part of any rank has.
  rows = blocks = 0;
  scaled.template for_each_block<TypeParam>(part, see, part.count + 300);
  EXPECT_EQ(rows, part.count);
  EXPECT_EQ(blocks, (part.count + 300 + 255) / 256);

  const ScaledSamples unordered(cohort, scaling, {2, 1}, {0, 1});
  EXPECT_THROW(
      unordered.template for_each_block<TypeParam>({0, 2}, [](std::size_t, MatrixView<const TypeParam>) {}),
      std::logic_error);
}

}  // namespace
}  // namespace lampyris::io
