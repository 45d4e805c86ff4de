// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "io/report/gene_histogram.hpp"
#include "io/report/interactome_summary.hpp"
#include "io/report/table_json.hpp"
#include "io/text/tsv_reader.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris::io {
namespace {

class ReportTables : public testing::Test {
 protected:
  ReportTables()
      : path_(std::filesystem::temp_directory_path() / fmt::format("lampyris-tables-{}", getpid())) {}
  ~ReportTables() override { std::filesystem::remove(path_); }

  const std::filesystem::path& file(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    return path_;
  }
  std::filesystem::path path_;
};

TEST_F(ReportTables, CellsAreKeptAsGivenAndRepeatedOnesAreCoded) {
  const auto table = table_json(file("layer\tp\r\n1\t1e-16\r\n1\t0.50\n1\tNA\n1\t\n"), {});
  EXPECT_EQ(table["columns"], (std::vector<std::string>{"layer", "p"}));
  EXPECT_EQ(table["cells"][0]["levels"], std::vector<std::string>{"1"});
  EXPECT_EQ(table["cells"][0]["codes"], (std::vector<int>{0, 0, 0, 0}));
  EXPECT_EQ(table["cells"][1], (std::vector<std::string>{"1e-16", "0.50", "NA", ""}));
  EXPECT_EQ(table["total"], 4);
  EXPECT_EQ(table["cut_by"], "");
}

TEST_F(ReportTables, CutKeepsTheStrongestRowsInTheirOrder) {
  std::string text = "set\tp\n";
  for (int i = 0; i < 1000; ++i)
    text += i % 7 == 0 ? fmt::format("s{}\tNA\n", i) : fmt::format("s{}\t{}\n", i, (i * 37) % 1000);
  const auto smallest = table_json(file(text), {.limit = 3, .by = "p"});
  // p = 1, 2, 3 stand at i with 37·i ≡ p (mod 1000): 973, 946, 919; 973 is a multiple of 7 and so missing,
  // and p = 4 stands at 892.
  EXPECT_EQ(smallest["cells"][1], (std::vector<std::string>{"4", "3", "2"}));
  EXPECT_EQ(smallest["total"], 1000);
  EXPECT_EQ(smallest["kept"], 3);
  EXPECT_EQ(smallest["cut_by"], "the rows with the smallest p");
  const auto largest = table_json(path_, {.limit = 2, .by = "p", .largest = true});
  EXPECT_EQ(largest["cells"][1], (std::vector<std::string>{"999", "998"}));
  const auto first = table_json(path_, {.limit = 2, .by = "absent"});
  EXPECT_EQ(first["cells"][0], (std::vector<std::string>{"s0", "s1"}));
}

TEST_F(ReportTables, ErrorsNameTheLineAndTheColumn) {
  test::expect_error<DataError>([&] { (void)table_json(file("a\tb\n1\t2\n1\n"), {}); },
                                "line 3: 1 cells where the header has 2");
  test::expect_error<DataError>([&] { (void)table_json(file(""), {}); }, "is empty");
  test::expect_error<DataError>([&] { (void)interactome_summary_json(file("layer\tnode\n")); },
                                "no column list");
}

TEST_F(ReportTables, Numbers) {
  EXPECT_EQ(read_number_or_nan("1e-16"), 1e-16);
  EXPECT_EQ(read_number_or_nan("-0.5"), -0.5);
  EXPECT_TRUE(std::isnan(read_number_or_nan("NA")));
  EXPECT_TRUE(std::isnan(read_number_or_nan("")));
  EXPECT_TRUE(std::isnan(read_number_or_nan("3x")));
}

TEST_F(ReportTables, HistogramCountsEveryGeneOnce) {
  const auto histogram = gene_histogram_json(
      file("gene\tr2_training\tr2_heldout\na\t1\t-7\nb\t0.5\t0.49\nc\t0.51\tNA\nd\t0.9\t0.2\n"));
  EXPECT_EQ(histogram["genes"], 4);
  const auto& training = histogram["series"][0];
  const auto& heldout = histogram["series"][1];
  // Bins of 0.025 from −0.2: 0.5 and 0.51 in bin 28, 0.49 in 27, 0.2 in 16; 1 in the last, −7 in the first.
  EXPECT_EQ(training["counts"][28], 2);
  EXPECT_EQ(training["counts"][47], 1);
  EXPECT_EQ(training["counts"][44], 1);
  EXPECT_DOUBLE_EQ(training["median"], 0.705);
  EXPECT_EQ(heldout["counts"][0], 1);
  EXPECT_EQ(heldout["counts"][27], 1);
  EXPECT_EQ(heldout["counts"][16], 1);
  EXPECT_EQ(heldout["undefined"], 1);
  EXPECT_DOUBLE_EQ(heldout["median"], 0.2);
}

TEST_F(ReportTables, NamesOfNodesAndSignaturesCountedOnce) {
  const auto groups = interactome_summary_json(
      file("layer\tnode\tlist\tmeasure\tvalue\tnull\tnull_mean\tz\tq\tname\tname_q\tduplicate_of\n"
           "1\t1\ttop\tedges\t9\tdegree\t5\t3\t0.01\tHALLMARK\t0.001\tNA\n"
           "1\t2\ttop\tedges\t9\tdegree\t5\t3\t0.01\tHALLMARK\t0.001\tlayer1_node1\n"
           "1\t3\ttop\tedges\t9\tdegree\t5\t3\t0.01\tOTHER\t0.5\tNA\n"));
  EXPECT_EQ(groups[0]["significant"], 2);
  EXPECT_EQ(groups[0]["points"][0][3], "HALLMARK");
  EXPECT_EQ(groups[0]["points"][2][3], "") << "a name of chance is not shown";
}

TEST_F(ReportTables, InteractomeGroups) {
  std::string text = "layer\tnode\tlist\tmeasure\tvalue\tnull\tnull_mean\tz\tq\n";
  for (int node = 0; node <= 1000; ++node) {
    text +=
        fmt::format("1\t{0}\ttop\tedges\t{1}\tdegree\t5\t{0}\t{2}\n", node, 2 * node, node < 10 ? 0.01 : 0.5);
  }
  text += "2\t0\ttop\tedges\t1\tdegree\t5\tNA\tNA\n";
  const auto groups = interactome_summary_json(file(text));
  ASSERT_EQ(groups.size(), 1);
  // numpy.quantile(range(1001), [.05, .25, .5, .75, .95])
  EXPECT_EQ(groups[0]["z"], (std::vector<double>{50, 250, 500, 750, 950}));
  EXPECT_EQ(groups[0]["value"], 1000);
  EXPECT_EQ(groups[0]["significant"], 10);
  EXPECT_EQ(groups[0]["nodes"], 1001);
  EXPECT_EQ(groups[0]["points"].size(), 300);
}

}  // namespace
}  // namespace lampyris::io
