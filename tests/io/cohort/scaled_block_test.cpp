#include "io/cohort/scaled_block.hpp"

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
class ScaledBlock : public testing::Test {};
using Kinds = testing::Types<float, bfloat16>;
TYPED_TEST_SUITE(ScaledBlock, Kinds);

TYPED_TEST(ScaledBlock, IsWhatTheDefinitionSays) {
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
    const auto values = read_scaled<TypeParam>(cohort, scaling, {samples, genes}, clamped);
    EXPECT_TRUE(equal_bits<TypeParam>(values.view(), test::scaled_by_hand<TypeParam>(samples, genes).view()));

    auto floats = cohort.read_samples(samples, genes);
    EXPECT_EQ(clamped, 1 + scaling.apply(floats.view(), genes.offset));
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const auto rounded = from_float<TypeParam>(floats.values()[i]);
      ASSERT_EQ(std::memcmp(&rounded, &values.values()[i], sizeof(TypeParam)), 0) << i;
    }
  }
}

TYPED_TEST(ScaledBlock, IsTheSameInParts) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const CohortFile cohort(directory / "cohort.h5", ranks);
  const auto samples = all_but_some();
  const CohortBlock block{samples, {1020, 10}};
  std::size_t clamped = 0;
  const auto whole = read_scaled<TypeParam>(cohort, test::cohort_scaling(), block, clamped);
  std::size_t rows = 0;
  for_each_scaled_block<TypeParam>(
      cohort, test::cohort_scaling(), block, [&](std::size_t first, MatrixView<const TypeParam> part) {
        EXPECT_EQ(first, rows);
        EXPECT_LE(part.rows(), 256U);
        ASSERT_LE(first + part.rows(), samples.size());
        EXPECT_TRUE(equal_bits<TypeParam>(part, whole.view().middle_rows(first, part.rows())));
        rows += part.rows();
      });
  EXPECT_EQ(rows, samples.size());

  const std::vector<std::size_t> unordered{2, 1};
  EXPECT_THROW(for_each_scaled_block<TypeParam>(cohort, test::cohort_scaling(), {unordered, {0, 1}},
                                                [](std::size_t, MatrixView<const TypeParam>) {}),
               std::logic_error);
}

}  // namespace
}  // namespace lampyris::io
