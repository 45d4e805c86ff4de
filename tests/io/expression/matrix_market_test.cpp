// SPDX-License-Identifier: Apache-2.0
#include "io/expression/matrix_market.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "tests/support/expect_error.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_error;
using test::expect_in;
using Texts = std::vector<std::string>;
using Rows = std::vector<std::vector<float>>;

constexpr const char* general = "%%MatrixMarket matrix coordinate integer general\n";

/// Three genes and two barcodes, and a matrix between them.
class MatrixMarket : public testing::Test {
 protected:
  void SetUp() override {
    (void)directory_.file("features.tsv",
                          "E1\tA\tGene Expression\nE2\tB\tGene Expression\nE3\tC\tGene Expression\n");
    (void)directory_.file("barcodes.tsv", "s1\ns2\n");
  }
  [[nodiscard]] std::unique_ptr<SampleSource> open(const std::string& content) const {
    return open_matrix_market(directory_.file("matrix.mtx", content));
  }
  [[nodiscard]] std::string message(const std::string& content) const {
    return error_of<DataError>([&] { (void)open(content); });
  }
  test::Directory directory_;
};

Matrix<float> values_of(const SampleSource& source, Slice samples) {
  Matrix<float> values(samples.count, source.index().genes.size());
  source.read(samples, values.view());
  return values;
}

Rows rows_of(const SampleSource& source, Slice samples) {
  const auto values = values_of(source, samples);
  Rows rows;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    rows.emplace_back(values.row(i).begin(), values.row(i).end());
  }
  return rows;
}

TEST_F(MatrixMarket, StreamsEntriesInTheOrderOfBarcodes) {
  const auto source =
      open(std::string(general) + "%a comment\n3 2 4\n3 1 7\n1 1 1\n\n% another\n2\t2\t5\n 3  2  6 \n");
  const auto& index = source->index();
  EXPECT_EQ(index.samples, (Texts{"s1", "s2"}));
  EXPECT_EQ(index.genes, (Texts{"A", "B", "C"}));
  EXPECT_EQ(index.layout, "Matrix Market, features × barcodes");
  EXPECT_TRUE(index.counts);
  const Rows all{{1, 0, 7}, {0, 5, 6}};
  EXPECT_EQ(rows_of(*source, {0, 2}), all);
  EXPECT_EQ(rows_of(*source, {0, 2}), all);  // once more from the start
  EXPECT_EQ(rows_of(*source, {0, 1}), Rows{all[0]});
  EXPECT_EQ(rows_of(*source, {1, 1}), Rows{all[1]});
  EXPECT_EQ(rows_of(*source, {1, 1}), Rows{all[1]});
}

TEST_F(MatrixMarket, HoldsEntriesInAnyOtherOrder) {
  const auto source =
      open("%%matrixmarket MATRIX Coordinate Real General\n3 2 4\n1 1 1.5\n2 2 -5e-1\n3 1 7\n3 2 6\n");
  expect_in("held in memory", source->index().layout);
  EXPECT_FALSE(source->index().counts);
  EXPECT_EQ(rows_of(*source, {0, 2}), (Rows{{1.5F, 0, 7}, {0, -0.5F, 6}}));
  EXPECT_EQ(rows_of(*source, {1, 1}), (Rows{{0, -0.5F, 6}}));
}

TEST_F(MatrixMarket, IsTurnedWhereTheLengthsSaySo) {
  const auto source = open("%%MatrixMarket matrix coordinate pattern general\n2 3 3\n1 1\n1 3\n2 2\n");
  EXPECT_EQ(source->index().layout, "Matrix Market, barcodes × features");
  EXPECT_EQ(rows_of(*source, {0, 2}), (Rows{{1, 0, 1}, {0, 1, 0}}));
}

TEST_F(MatrixMarket, MirrorsASymmetricMatrix) {
  (void)directory_.file("barcodes.tsv", "s1\ns2\ns3\n");
  const auto source = open("%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n1 1 2\n2 1 3\n3 2 4\n");
  EXPECT_EQ(rows_of(*source, {0, 3}), (Rows{{2, 3, 0}, {3, 0, 4}, {0, 4, 0}}));
}

TEST_F(MatrixMarket, TakesGeneExpressionAlone) {
  (void)directory_.file("features.tsv",
                        "E1\tA\tGene Expression\nCD3\tCD3\tAntibody Capture\nE3\tC\tGene Expression\n");
  const auto source = open(std::string(general) + "3 2 3\n1 1 1\n2 1 2\n3 2 3\n");
  EXPECT_EQ(source->index().genes, (Texts{"A", "C"}));
  expect_in("\"Antibody Capture\"", source->index().layout);
  EXPECT_EQ(rows_of(*source, {0, 2}), (Rows{{1, 0}, {0, 3}}));
}

TEST_F(MatrixMarket, FindsItsCompanions) {
  const std::string content = std::string(general) + "1 1 1\n1 1 9\n";
  const test::Directory other;
  const auto matrix = other.gzip("v3_matrix.mtx.gz", content);
  expect_error<DataError>([&] { (void)open_matrix_market(matrix); },
                          "v3_features.tsv or v3_genes.tsv, or the same with .gz");
  (void)other.gzip("v3_genes.tsv.gz", "E1\n");
  expect_error<DataError>([&] { (void)open_matrix_market(matrix); }, "v3_barcodes.tsv, or the same with .gz");
  const auto barcodes = other.file("v3_barcodes.tsv", "s1\n");
  EXPECT_EQ(open_matrix_market(matrix)->index().genes, Texts{"E1"});
  EXPECT_EQ(open_matrix_market(other.path())->index().samples, Texts{"s1"});
  EXPECT_EQ(files_of_input(other.path()),
            (std::vector<std::filesystem::path>{matrix, other.path() / "v3_genes.tsv.gz", barcodes}));
  EXPECT_EQ(files_of_input(barcodes), std::vector{barcodes});
  (void)other.file("b.mtx", content);
  expect_error<DataError>([&] { (void)open_matrix_market(other.path()); }, "2 .mtx files");
  const test::Directory bare;
  expect_error<DataError>([&] { (void)open_matrix_market(bare.path()); }, "no .mtx file");
  EXPECT_FALSE(is_matrix_market(barcodes));
  EXPECT_FALSE(is_matrix_market(other.path() / "absent"));
}

TEST_F(MatrixMarket, RefusesWithLine) {
  const std::string start = general;
  expect_in("matrix.mtx line 1: must be \"%%MatrixMarket matrix coordinate\"",
            message("%%MatrixMarket matrix array real general\n"));
  expect_in("line 1", message("%%MatrixMarket matrix coordinate complex general\n3 2 0\n"));
  expect_in("line 1", message("%%MatrixMarket matrix coordinate real hermitian\n3 2 0\n"));
  expect_in("ends before the line of rows", message(start + "% x\n"));
  expect_in("line 2: must be the numbers of rows", message(start + "3 2\n"));
  expect_in("line 2: must be the numbers of rows", message(start + "3 -2 1\n"));
  expect_in("3 × 3; must be 3 × 2 or the transpose, as features.tsv has 3 lines and barcodes.tsv 2",
            message(start + "3 3 0\n"));
  expect_in("a symmetric matrix must be square",
            message("%%MatrixMarket matrix coordinate real symmetric\n3 2 0\n"));
  expect_in("line 3: row 4 and column 1; must be from 1 to 3 and from 1 to 2",
            message(start + "3 2 1\n4 1 1\n"));
  expect_in("line 3: row 0", message(start + "3 2 1\n0 1 1\n"));
  expect_in("line 3: must be a row, a column and a finite value", message(start + "3 2 1\n1 1\n"));
  expect_in("line 3: must be a row, a column and a finite value", message(start + "3 2 1\n1 1 x\n"));
  expect_in("line 3: must be a row, a column and a finite value", message(start + "3 2 1\n1 1 2 3\n"));
  expect_in("line 3: must be a row and a column",
            message("%%MatrixMarket matrix coordinate pattern general\n3 2 1\n1 1 1\n"));
  expect_in("line 3: 1.5 in a matrix of integers", message(start + "3 2 1\n1 1 1.5\n"));
  expect_in("line 3: must be a row, a column and a finite value",
            message("%%MatrixMarket matrix coordinate real general\n3 2 1\n1 1 nan\n"));
  expect_in("line 3: the value is too large for single precision",
            message("%%MatrixMarket matrix coordinate real general\n3 2 1\n1 1 1e300\n"));
  expect_in("ends after 1 entries; its header says 2", message(start + "3 2 2\n1 1 1\n"));
  expect_in("line 4: more entries than the 1", message(start + "3 2 1\n1 1 1\n2 1 1\n"));
  expect_in("line 5: this row and column had an entry already",
            message(start + "3 2 3\n1 1 1\n2 1 1\n1 1 1\n"));
  expect_in("two entries for row 1 and column 1", message(start + "3 2 3\n1 1 1\n1 2 1\n1 1 1\n"));
}

TEST_F(MatrixMarket, ReadsRealFiles) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  // By scipy.io.mmread of SciPy 1.10: the sum of all entries, and of those of sample 100.
  const auto sum_of = [](const Matrix<float>& values) {
    return std::accumulate(values.values().begin(), values.values().end(), 0.0);
  };
  const auto third = open_matrix_market(data / "formats/mtx/v3_matrix.mtx.gz");
  EXPECT_EQ(third->index().samples.size(), 1107);
  EXPECT_EQ(third->index().genes[0], "CH507-9B2.2");
  EXPECT_EQ(third->index().layout, "Matrix Market, features × barcodes");
  EXPECT_EQ(sum_of(values_of(*third, {0, 1107})), 41549);
  EXPECT_EQ(sum_of(values_of(*third, {100, 1})), 95);
  const auto second = open_matrix_market(data / "formats/mtx/v2_matrix.mtx");
  EXPECT_EQ(second->index().genes[0], "DSCAM");
  EXPECT_EQ(sum_of(values_of(*second, {0, 12})), 12);
}

}  // namespace
}  // namespace lampyris::io
