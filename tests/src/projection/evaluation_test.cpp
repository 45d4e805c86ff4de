// SPDX-License-Identifier: Apache-2.0
#include "src/projection/evaluation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/base/error.hpp"
#include "tests/src/projection/small_model.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

constexpr std::size_t count = 10;

SampleBlocks blocks_of(const Matrix<float>& samples) {
  return {samples.rows(), [&](Slice part, const SampleBlocks::Use& use, std::size_t) {
            for (std::size_t i = 0; i < part.count; i += 4) {
              const std::size_t rows = std::min<std::size_t>(4, part.count - i);
              use(i, samples.view().middle_rows(part.offset + i, rows));
            }
          }};
}

std::vector<std::size_t> all_genes() {
  std::vector<std::size_t> genes(test::small_genes);
  std::iota(genes.begin(), genes.end(), std::size_t{0});
  return genes;
}

// Every other sample is in the class.
SampleGroups halves() {
  Annotation annotation{{"half"}, {{}}};
  for (std::size_t i = 0; i < count; ++i) annotation.values[0].push_back(i % 2 == 0 ? "even" : "odd");
  return make_sample_groups(annotation, {"half"}, count);
}

struct Compare {
  Model model = test::small_model();
  Pca pca = test::small_pca();
  LocalForwardPass forward_pass{};
  std::vector<std::size_t> dimensions{2, 3};
  NoProgress progress{};

  std::vector<Evaluation> evaluate(const Matrix<float>& samples, const EvaluatedGenes& genes,
                                   const SampleGroups& groups) {
    return evaluate_cohort(blocks_of(samples), {forward_pass, model, pca, dimensions}, genes, groups,
                           SingleWorld(), progress);
  }
  std::vector<Reconstruction> reference(const Matrix<float>& samples) {
    return measure_reconstruction(blocks_of(samples), {forward_pass, model, pca, dimensions}, SingleWorld(),
                                  progress);
  }
};

void expect_same(const RSquared::Summary& found, const RSquared::Summary& due) {
  EXPECT_EQ(found.global, due.global);
  EXPECT_EQ(found.gene_mean, due.gene_mean);
  EXPECT_EQ(found.gene_median, due.gene_median);
}

TEST(Evaluation, OfAllGenesIsTheReconstructionOfEachGroup) {
  Compare compare;
  const auto samples = test::small_samples(count);
  const auto found = compare.evaluate(samples, {all_genes(), {}}, halves());
  ASSERT_EQ(found.size(), 9U);
  const auto due = compare.reference(samples);
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_EQ(found[m].representation, due[m].representation);
    EXPECT_EQ(found[m].dimension, due[m].dimension);
    EXPECT_EQ(found[m].group, 0U);
    expect_same(found[m].r_squared, due[m].r_squared);
  }
  Matrix<float> odd(count / 2, test::small_genes);
  for (std::size_t i = 0; i < odd.rows(); ++i) std::ranges::copy(samples.row(2 * i + 1), odd.row(i).begin());
  const auto of_odd = compare.reference(odd);
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_EQ(found[6 + m].group, 2U);
    expect_same(found[6 + m].r_squared, of_odd[m].r_squared);
  }
}

TEST(Evaluation, FindsCodesFromTheMeasuredGenesAlone) {
  Compare compare;
  const EvaluatedGenes genes{{0, 1, 2, 5, 6, 8, 9, 11}, {3, 7, 10}};  // the cohort has no gene 4
  auto samples = test::small_samples(count);
  const auto groups = make_sample_groups({}, {}, count);
  const auto found = compare.evaluate(samples, genes, groups);
  ASSERT_EQ(found.size(), 6U);
  EXPECT_FALSE(found[2].left_out);
  EXPECT_TRUE(found[3].left_out);

  // A network by hand: the training mean stands in the place of genes that are not measured.
  auto filled = samples.clone();
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::size_t g : {3U, 4U, 7U, 10U}) filled(i, g) = 0.45F;
  }
  const auto given_back = propagate(compare.model.autoencoder, std::as_const(filled).view(), 0, 3);
  RSquared measure(scaled_mean(compare.model.scaling));
  measure.add(std::as_const(samples).view(), given_back.view());
  EXPECT_EQ(found[0].r_squared.global, measure.summary(genes.measured).global);
  EXPECT_EQ(found[3].r_squared.global, measure.summary(genes.left_out).global);
  EXPECT_EQ(found[3].r_squared.gene_median, measure.summary(genes.left_out).gene_median);
  EXPECT_NE(found[0].r_squared.global, found[3].r_squared.global);

  // Another value of a gene that is left out changes its own R², and nothing else.
  for (std::size_t i = 0; i < count; ++i) samples(i, 7) = 0.9F;
  const auto changed = compare.evaluate(samples, genes, groups);
  for (std::size_t m = 0; m < 3; ++m) {
    expect_same(changed[m].r_squared, found[m].r_squared);
    EXPECT_NE(changed[3 + m].r_squared.global, found[3 + m].r_squared.global);
  }
}

TEST(Evaluation, DrawsTheGenesToLeaveOut) {
  const auto some = leave_out_genes(all_genes(), 0.25, 1);
  EXPECT_EQ(some.left_out.size(), 3U);
  EXPECT_EQ(some.measured.size(), 9U);
  EXPECT_TRUE(std::ranges::is_sorted(some.left_out));
  std::vector<std::size_t> together;
  std::ranges::merge(some.left_out, some.measured, std::back_inserter(together));
  EXPECT_EQ(together, all_genes());
  EXPECT_EQ(leave_out_genes(all_genes(), 0.25, 1).left_out, some.left_out);
  EXPECT_NE(leave_out_genes(all_genes(), 0.25, 2).left_out, some.left_out);
  EXPECT_TRUE(leave_out_genes(all_genes(), 0, 1).left_out.empty());
  EXPECT_EQ(leave_out_genes(all_genes(), 1e-9, 1).left_out.size(), 1U);
  EXPECT_EQ(leave_out_genes(all_genes(), 0.999, 1).measured.size(), 1U);
  EXPECT_THROW((void)leave_out_genes(all_genes(), 1, 1), UsageError);
  test::expect_error<DataError>([] { (void)leave_out_genes({4}, 0.5, 1); }, {"only one"});
}

}  // namespace
}  // namespace lampyris
