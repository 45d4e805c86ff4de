// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "io/cohort/annotation_table.hpp"
#include "io/ids/id_map.hpp"
#include "io/text/table_writer.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_error;
using test::expect_in;
using Texts = std::vector<std::string>;

TEST(AnnotationTable, TakesTheColumnOfSampleIds) {
  const test::Directory directory;
  const auto table = read_annotation_table(
      directory.file("a.csv", "organ,Sample ID,er\r\n\"lung, left\",s1,-\r\nNA,s2,+\r\n\r\n"));
  EXPECT_EQ(table.samples, (Texts{"s1", "s2"}));
  EXPECT_EQ(table.annotation.columns, (Texts{"organ", "er"}));
  EXPECT_EQ(table.annotation.values[0], (Texts{"lung, left", ""}));
  EXPECT_EQ(table.annotation.values[1], (Texts{"-", "+"}));
  // As R writes it: no name for the column of row names.
  const auto bare = read_annotation_table(directory.gzip("b.tsv.gz", "\"organ\"\n\"s1\"\t\"lung\"\n"));
  EXPECT_EQ(bare.samples, Texts{"s1"});
  EXPECT_EQ(bare.annotation.columns, Texts{"organ"});
}

TEST(AnnotationTable, IsMatchedToTheCohort) {
  const test::Directory directory;
  const auto table =
      read_annotation_table(directory.file("a.tsv", "id\torgan\ns1\tlung\nx\tskin\ns2\tliver\n"));
  const auto matched = match_annotation(table, {"s2", "s9", "s1"});
  EXPECT_EQ(matched.annotation.values[0], (Texts{"liver", "", "lung"}));
  EXPECT_EQ(matched.samples_without, 1);
  EXPECT_EQ(matched.rows_without, 1);
  const auto message = error_of<DataError>([&] { (void)match_annotation(table, {"t1", "t2"}); });
  expect_in("a.tsv", message);
  expect_in("\"t1\"", message);
}

TEST(AnnotationTable, RefusesWithFileAndLine) {
  const test::Directory directory;
  const auto message = [&](std::string_view content) {
    return error_of<DataError>([&] { (void)read_annotation_table(directory.file("a.tsv", content)); });
  };
  expect_in("empty", message(""));
  expect_in("a header without rows", message("id\torgan\n"));
  expect_in("a.tsv line 3: 3 cells; the header has 2", message("id\torgan\ns1\tlung\ns2\tlung\tx\n"));
  expect_in("a.tsv line 3: sample \"s1\" stands twice", message("id\torgan\ns1\tlung\ns1\tlung\n"));
  expect_in("a.tsv line 2: no sample id", message("id\torgan\n\tlung\n"));
  expect_in("two columns are named \"organ\"", message("id\torgan\torgan\ns1\tlung\tskin\n"));
}

TEST(TableRows, WriteNoFormulae) {
  TableRows rows;
  rows.add("TP53", -1.5, "-1.5", "=1+1", "+", "a\tb", "-x|y");
  EXPECT_EQ(rows.text(), "TP53\t-1.5\t-1.5\t'=1+1\t+\ta b\t'-x|y\n");
}

TEST(IdMap, FindsItsColumns) {
  const test::Directory directory;
  const auto map = read_id_map(directory.file(
      "map.tsv",
      "ID\tspecies\tGene symbol\np1\thuman\tA\np2\thuman\tB /// C\np3\thuman\t\np4\th\tA\np4\th\tD\n"));
  EXPECT_EQ(map.size(), 3);
  EXPECT_EQ(map.find("p1")->gene, "A");
  EXPECT_FALSE(map.find("p1")->ambiguous);
  EXPECT_EQ(map.find("p2")->gene, "B");
  EXPECT_TRUE(map.find("p2")->ambiguous);
  EXPECT_EQ(map.find("p3"), nullptr);
  EXPECT_EQ(map.find("p4")->gene, "A");
  EXPECT_TRUE(map.find("p4")->ambiguous);
  EXPECT_EQ(map.find("human"), nullptr);
  EXPECT_EQ(read_id_map(directory.file("plain.csv", "from,to\nx,y\nx,y\n")).find("x")->gene, "y");
  EXPECT_FALSE(read_id_map(directory.file("plain.csv", "from,to\nx,y\nx,y\n")).find("x")->ambiguous);
  expect_error<DataError>([&] { (void)read_id_map(directory.file("one.tsv", "a\nb\n")); }, "one column");
  expect_error<DataError>([&] { (void)read_id_map(directory.file("na.tsv", "a\tb\nx\tNA\n")); },
                          "no gene for any id");
}

TEST(Tables, ReadsRealFiles) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  EXPECT_EQ(read_id_map(data / "idmaps/gpl8300_probe_symbol_idmap1.tsv.gz").find("1000_at")->gene, "MAPK3");
  EXPECT_EQ(read_annotation_table(data / "expression/rnaseqdb_demo_annotation.tsv").samples.size(), 744);
}

}  // namespace
}  // namespace lampyris::io
