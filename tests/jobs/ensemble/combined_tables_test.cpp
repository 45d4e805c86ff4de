// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/combined_tables.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/text_files.hpp"

namespace lampyris::jobs {
namespace {

using Members = std::vector<std::filesystem::path>;

/// Two members with a table of this name.
Members two(const test::Directory& directory, const std::string& table, const std::string& first,
            const std::string& second) {
  for (const char* name : {"01", "02"}) std::filesystem::create_directory(directory.path() / name);
  test::write_file(directory.path() / "01" / table, first);
  test::write_file(directory.path() / "02" / table, second);
  return {directory.path() / "01", directory.path() / "02"};
}

const std::string modules =
    "contrast\tlayer\troute\tlist\tset\toverlap\tmodule_size\tset_size\tbackground\tp\tp_permutation\t"
    "permutations\tq\tcorrected_over\n";

// Combined p in NumPy, by the formula of Liu and Xie; q = p · tests / rank.
TEST(CombinedTables, ModulesHaveTheCauchyPBeforeQ) {
  const test::Directory directory;
  const auto members =
      two(directory, "modules.tsv",
          modules + "ibd\t1\tclassifier\tpositive\tA\t5\t9\t9\t99\t0.03\t0.01\t1000\t0.02\t2\n" +
              "ibd\t1\tclassifier\tpositive\tB\t1\t9\t9\t99\t0.9\t0.5\t1000\t0.5\t2\n",
          modules + "ibd\t1\tclassifier\tpositive\tA\t8\t9\t9\t99\t0.001\t0.2\t1000\t0.02\t2\n" +
              "ibd\t1\tclassifier\tpositive\tB\t1\t9\t9\t99\tNA\t0.4\t1000\t0.5\t2\n");
  EXPECT_EQ(module_ensemble_rows(members).text(),
            "ibd\t1\tclassifier\tpositive\tA\t2\t6.5\t0.00193565\t0.0191539\t0.919967\t0.0383079\t2\n"
            "ibd\t1\tclassifier\tpositive\tB\t2\t1\t0.9\t0.448735\t0.0685257\t0.448735\t2\n");
}

TEST(CombinedTables, TestsOfANodeFollowItIntoItsProgram) {
  const test::Directory directory;
  const std::string header =
      "layer\tnode\tlist\tgenes_in_network\tmeasure\tvalue\tnull\tnull_mean\tnull_sd\tz\tp\tq\n";
  const auto row = [](int node, const char* value, const char* z, const char* p) {
    return "1\t" + std::to_string(node) + "\ttop100\t100\tedges\t" + value + "\tdegree\t5\t1\t" + z + "\t" +
           p + "\t0.5\n";
  };
  const auto members =
      two(directory, "interactome.tsv", header + row(1, "7", "2", "0.01") + row(2, "4", "-1", "0.9"),
          header + row(1, "5", "0", "0.5") + row(2, "9", "4", "0.2"));
  LayerConsensus layer{1, {0, 1}, {2, 2}, {}};
  layer.programs.push_back({{{0, 0, 0.9, {}}, {1, 1, -0.9, {}}}, {}});
  layer.names.push_back({"T CELLS", 0.25});
  EXPECT_EQ(network_ensemble_rows(members, std::span(&layer, 1)).text(),
            "1\t1\ttop100\tedges\tdegree\t2\t8\t3\t0.0191539\t0.0191539\t1\tT CELLS\t0.25\n");
}

TEST(CombinedTables, StabilityOfModuleLists) {
  const test::Directory directory;
  const std::string header = "contrast\tlayer\troute\tlist\trank\tgene\tscore\n";
  const auto genes = [&](std::initializer_list<const char*> names) {
    std::string text = header;
    for (const char* name : names) text += std::string("ibd\t2\tclassifier\tpositive\t1\t") + name + "\t1\n";
    return text;
  };
  const auto members = two(directory, "module_genes.tsv", genes({"A", "B"}), genes({"B", "A"}));
  io::TableRows rows;
  add_module_stability(rows, members, 10);
  EXPECT_EQ(rows.text(), "module ibd classifier positive\t2\t2\t2\tNA\tNA\t1\t1\t1\n");
}

TEST(CombinedTables, MeanAndSdOverMembers) {
  const test::Directory directory;
  const std::string header = "representation\tdimension\tsamples\tr2_global\tr2_gene_mean\tr2_gene_median\n";
  const auto members = two(directory, "reconstruction.tsv", header + "pca\t2\ttest\t0.5\t0.4\tNA\n",
                           header + "pca\t2\ttest\t0.7\t0.4\t0.3\n");
  EXPECT_EQ(reconstruction_ensemble_rows(members).text(),
            "pca\t2\ttest\tr2_global\t2\t0.6\t0.141421\n"
            "pca\t2\ttest\tr2_gene_mean\t2\t0.4\t0\n"
            "pca\t2\ttest\tr2_gene_median\t1\t0.3\t0\n");
}

TEST(CombinedTables, MembersWithoutATableHaveNoRows) {
  const test::Directory directory;
  EXPECT_EQ(module_ensemble_rows({directory.path()}).text(), "");
}

}  // namespace
}  // namespace lampyris::jobs
