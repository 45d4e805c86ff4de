// SPDX-License-Identifier: Apache-2.0
// Several inputs as one cohort, and some of the samples of any.
#include "src/base/error.hpp"
#include "tests/io/import/import_fixture.hpp"

namespace lampyris::io {
namespace {

const char* const first = "gene\ts1\ts2\nA\t1\t2\nB\t3\t4\nC\t5\tNA\n";
const char* const second = "sample,C,D,A\nt1,7,8,9\nt2,10,11,12\nt3,13,14,15\n";

class SeveralInputs : public Import {
 protected:
  std::vector<std::filesystem::path> two() { return {file("one.tsv", first), file("two.csv", second)}; }
  template <class Error>
  std::string message(const ImportRequest& request) {
    NoProgress progress;
    auto text =
        test::error_of<Error>([&] { import_cohort(request, directory_ / "bad.h5", ranks_, progress); });
    ranks_.barrier();
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      EXPECT_EQ(entry.path().filename().string().find("bad.h5"), std::string::npos) << entry.path();
    }
    return text;
  }
};

TEST_F(SeveralInputs, HaveTheirCommonGenes) {
  run({.inputs = two()});
  EXPECT_EQ(index_.samples, (Texts{"s1", "s2", "t1", "t2", "t3"}));
  EXPECT_EQ(index_.genes, (Texts{"A", "C"}));
  expect_values({{1, 5}, {2, na}, {9, 7}, {12, 10}, {15, 13}});
  EXPECT_EQ(index_.annotation.columns, Texts{"batch"});
  EXPECT_EQ(index_.annotation.values[0], (Texts{"one", "one", "two", "two", "two"}));
  EXPECT_EQ(summary_.missing_values, 1);
  ranks_.barrier();
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.h5.part1"));
}

TEST_F(SeveralInputs, HaveAllGenesOnRequest) {
  run({.inputs = two(), .genes = "all"});
  EXPECT_EQ(index_.genes, (Texts{"A", "B", "C", "D"}));
  expect_values({{1, 3, 5, na}, {2, 4, na, na}, {9, na, 7, 8}, {12, na, 10, 11}, {15, na, 13, 14}});
  EXPECT_EQ(summary_.missing_values, 6);
}

TEST_F(SeveralInputs, ShareAnAnnotation) {
  const auto annotation = file("a.tsv", "sample\tbatch\ns2\tx\nt3\ty\n");
  run({.inputs = two(), .annotation = annotation});
  EXPECT_EQ(index_.annotation.columns, (Texts{"batch", "input"}));
  EXPECT_EQ(index_.annotation.values[0], (Texts{"", "x", "", "", "y"}));
  EXPECT_EQ(index_.annotation.values[1], (Texts{"one", "one", "two", "two", "two"}));
  EXPECT_EQ(summary_.samples_without_annotation, 3);
}

TEST_F(SeveralInputs, MixFormats) {
  run({.inputs = {file("m.tsv", first)}});
  std::filesystem::path copy = directory_ / "earlier.h5";
  ranks_.barrier();
  if (ranks_.rank() == 0) std::filesystem::rename(directory_ / "out.h5", copy);
  const auto gct = file("g.gct", "#1.2\n2\t1\nName\tDescription\tu1\nC\tc\t20\nB\tb\t21\n");
  run({.inputs = {copy, gct, file("two.csv", second)}, .genes = "all"});
  EXPECT_EQ(index_.samples, (Texts{"s1", "s2", "u1", "t1", "t2", "t3"}));
  EXPECT_EQ(index_.genes, (Texts{"A", "B", "C", "D"}));
  EXPECT_EQ(values_(2, 2), 20);
  EXPECT_EQ(values_(2, 1), 21);
  EXPECT_TRUE(std::isnan(values_(2, 0)));
  EXPECT_EQ(index_.annotation.values[0], (Texts{"earlier", "earlier", "g", "two", "two", "two"}));
}

TEST_F(SeveralInputs, OfOneNameKeepTheirPaths) {
  if (ranks_.rank() == 0) std::filesystem::create_directory(directory_ / "b");
  const auto one = file("m.tsv", "gene\ts1\nA\t1\n");
  const auto two = file("b/m.tsv", "gene\ts2\nA\t2\n");
  run({.inputs = {one, two}});
  EXPECT_EQ(index_.annotation.values[0], (Texts{one.string(), two.string()}));
}

TEST_F(SeveralInputs, AreRefused) {
  const auto one = file("one.tsv", first);
  expect_in("sample \"s1\" is in", message<DataError>({.inputs = {one, file("copy.tsv", first)}}));
  expect_in("no gene is common to all inputs (\"A\" and \"X\", say)",
            message<DataError>({.inputs = {one, file("x.tsv", "gene\tt1\nX\t1\n")}}));
  expect_in("absent.tsv: no such file", message<DataError>({.inputs = {one, directory_ / "absent.tsv"}}));
  expect_in("bad.tsv line 2", message<DataError>({.inputs = {one, file("bad.tsv", "gene\tt1\nA\tx\n")}}));
  expect_in("genes \"some\": must be common or all", message<UsageError>({.inputs = two(), .genes = "some"}));
  // Gene B has values in no selected sample, and so has no scale.
  expect_in("gene \"B\" has no value in any selected sample",
            message<DataError>({.inputs = two(), .select = "batch=two", .genes = "all"}));
}

TEST_F(SeveralInputs, AreSelectedFromByBatchAndAnnotation) {
  const auto annotation = file("a.tsv", "sample\tage\ns1\t10\ns2\t20\nt1\t30\nt2\t40\n");
  run({.inputs = two(), .annotation = annotation, .select = "age > 15; batch = one, two; age < 35"});
  EXPECT_EQ(index_.samples, (Texts{"s2", "t1"}));
  expect_values({{2, na}, {9, 7}});
  EXPECT_EQ(summary_.left_out, 3);
  run({.inputs = two(), .select = "batch != one"});
  EXPECT_EQ(index_.samples, (Texts{"t1", "t2", "t3"}));
}

TEST_F(SeveralInputs, SelectionFromOneText) {
  const auto input = file("one.tsv", first);
  const auto annotation = file("a.tsv", "sample\ttitle\ns1\tLiver biopsy\ns2\tkidney\n");
  run({.inputs = {input}, .annotation = annotation, .select = "title ~ ^liver"});
  EXPECT_EQ(index_.samples, Texts{"s1"});
  EXPECT_EQ(index_.annotation.columns, Texts{"title"});
  expect_values({{1, 3, 5}});
  expect_in("none of its 2 samples is selected by \"title~lung\"",
            message<DataError>({.inputs = {input}, .annotation = annotation, .select = "title~lung"}));
  expect_in("lung",
            message<UsageError>({.inputs = {input}, .annotation = annotation, .select = "title=lung"}));
  expect_in("tissue",
            message<UsageError>({.inputs = {input}, .annotation = annotation, .select = "tissue=x"}));
}

}  // namespace
}  // namespace lampyris::io
