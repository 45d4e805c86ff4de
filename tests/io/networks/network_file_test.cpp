// SPDX-License-Identifier: Apache-2.0
#include "io/networks/network_file.hpp"

#include <gtest/gtest.h>

#include "tests/support/expect_error.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

using test::error_of;
using test::expect_in;
using Edges = std::vector<NamedEdge>;

NetworkFile read(std::string_view content, double least_score = 700, const IdMap* names = nullptr) {
  const test::Directory directory;
  return read_network_file(directory.file("e.txt", content), least_score, names);
}

std::string message(std::string_view content, const IdMap* names = nullptr) {
  return error_of<DataError>([&] { (void)read(content, 700, names); });
}

const Edges two_edges = {{"A", "B"}, {"C", "A"}};

TEST(EdgeList, FindsGeneAndScoreColumns) {
  const auto file = read(
      "entrez1\tentrez2\tsymbol1\tsymbol2\tcombined_"
      "score\n1\t2\tA\tB\t700\n1\t3\tB\tC\t699\n3\t1\tC\tA\t999\n");
  EXPECT_EQ(file.edges, two_edges);
  EXPECT_EQ(file.format, "edge list");
  EXPECT_EQ(file.describe(), "edge list, 3 edges read, 2 kept at the score, 2 different");
  EXPECT_EQ(read("Source\ttarget\tWeight\nA\tB\t1\nC\tA\t1\n", 0.5).edges, two_edges);
  EXPECT_EQ(read("weight,Target,Source\r\n0.9,B,A\r\n0.1,X,Y\r\n1,A,C\r\n", 0.5).edges, two_edges);
}

TEST(EdgeList, NeedsNoHeader) {
  EXPECT_EQ(read("A\tB\nC\tA\n").edges, two_edges);
  EXPECT_EQ(read("\nA B\nC A\n").edges, two_edges);
  // A third column of numbers is the score, another is not.
  EXPECT_EQ(read("A\tB\t700\nB\tC\t699\nC\tA\t999\n").edges, two_edges);
  EXPECT_EQ(read("A,B,x\nC,A,y\n").edges, two_edges);
}

TEST(EdgeList, TakesAnEdgeOnce) {
  const auto file = read("A\tB\nC\tA\nB\tA\nA\tB\nC\tC\n");
  EXPECT_EQ(file.edges, (Edges{{"A", "B"}, {"C", "A"}, {"C", "C"}}));
  EXPECT_EQ(file.rows, 5);
  EXPECT_EQ(file.kept, 5);
  EXPECT_EQ(file.ids, 3);
}

TEST(EdgeList, RefusesWithLine) {
  expect_in("no edge", message(""));
  expect_in("no edge", message("\n\n"));
  expect_in("no edge", message("symbol1\tsymbol2\n"));
  expect_in("e.txt line 2: 1 cells; an edge needs 2", message("symbol1\tsymbol2\nA\n"));
  expect_in("e.txt line 2: an edge needs two gene names", message("symbol1\tsymbol2\nA\t\n"));
  expect_in("e.txt line 2: score \"high\"", message("symbol1\tsymbol2\tscore\nA\tB\thigh\n"));
  expect_in("e.txt line 2: score \"NA\"", message("A\tB\t900\nA\tC\tNA\n"));
  expect_in("the highest is 0.9", message("symbol1\tsymbol2\tscore\nA\tB\t0.9\n"));
}

TEST(StringLinks, AreMappedToGenes) {
  constexpr std::string_view links =
      "protein1 protein2 combined_score\n"
      "9606.ENSP1 9606.ENSP2 900\n9606.ENSP2 9606.ENSP1 900\n9606.ENSP1 9606.ENSP3 400\n"
      "9606.ENSP4 9606.ENSP2 800\n9606.ENSP9 9606.ENSP2 800\n";
  EXPECT_EQ(read(links).edges[0], (NamedEdge{"9606.ENSP1", "9606.ENSP2"}));
  IdMap names;
  names.add("9606.ENSP1", "A");
  names.add("9606.ENSP2", "B");
  names.add("9606.ENSP3", "C");
  names.add("9606.ENSP4", "A");
  const auto file = read(links, 700, &names);
  EXPECT_EQ(file.format, "STRING links");
  EXPECT_EQ(file.edges, (Edges{{"A", "B"}}));
  EXPECT_EQ(
      file.describe(),
      "STRING links, 5 edges read, 4 kept at the score, 1 different, 1 of 4 ids without a gene, 1 genes "
      "of several ids");
  IdMap others;
  others.add("ENSP1", "A");
  expect_in("no edge of two genes: 4 of its 4 ids, as 9606.ENSP1, have no gene", message(links, &others));
  // More columns, as protein.links.detailed has.
  EXPECT_EQ(read("protein1 protein2 textmining combined_score\na b 900 100\nc d 100 900\n").edges,
            (Edges{{"c", "d"}}));
}

TEST(Pajek, ReadsEdgesArcsAndLists) {
  const auto file = read(
      "*Vertices 4\r\n1 \"A\" 0.1 0.2\r\n2 \"gene B\"\r\n3 C\r\n\r\n% comment\r\n*Edges\r\n1 2\r\n"
      "*arcs\r\n3 1 900\r\n1 3 100\r\n*Edgeslist\r\n2 3 4\r\n*Partition x\r\n1\r\n");
  EXPECT_EQ(file.format, "Pajek");
  EXPECT_EQ(file.edges, (Edges{{"A", "gene B"}, {"C", "A"}, {"gene B", "C"}, {"gene B", "4"}}));
  EXPECT_EQ(file.rows, 5);
  EXPECT_EQ(file.kept, 4);
}

TEST(Pajek, RefusesWithLine) {
  const std::string start = "*Vertices 2\n1 A\n2 B\n";
  expect_in("no edge", message(start));
  expect_in("e.txt line 1: *Vertices must be followed by their number", message("*Vertices\n"));
  expect_in("e.txt line 5: vertex \"3\" must be from 1 to 2", message(start + "*Edges\n1 3\n"));
  expect_in("e.txt line 5: vertex \"A\" must be from 1 to 2", message(start + "*Edges\nA B\n"));
  expect_in("e.txt line 5: one number; an edge needs two", message(start + "*Arcs\n1\n"));
  expect_in("e.txt line 5: score \"x\" must be a number", message(start + "*Arcs\n1 2 x\n"));
  expect_in("e.txt line 4: *Matrix; must be *Edges", message(start + "*Matrix\n0 1\n1 0\n"));
}

TEST(Sif, ReadsRelations) {
  const auto file = read("A\tpp\tB\tC\nlonely\nC\tinteracts-with\tD\n");
  EXPECT_EQ(file.format, "SIF");
  EXPECT_EQ(file.edges, (Edges{{"A", "B"}, {"A", "C"}, {"C", "D"}}));
  EXPECT_EQ(read("A pp B\nC pd A\n").edges, two_edges);
  expect_in("e.txt line 2: two cells; an edge needs a gene, a relation and a gene",
            message("A\tpp\tB\nA\tpp\n"));
}

}  // namespace
}  // namespace lampyris::io
