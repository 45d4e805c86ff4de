// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "io/ids/id_map.hpp"

namespace lampyris::io {

struct GeneSet {
  std::string name, description;
  std::vector<std::string> genes;  ///< in the order of the file or of their scores, each once
};

/// Scores that a study gives genes for one trait.
struct GeneScores {
  enum class Kind { z, p };  ///< strong is a high z, or a low p
  std::string trait;
  Kind kind = Kind::z;
  std::vector<std::string> genes;  ///< each once
  std::vector<double> scores;      ///< of each gene, finite
};

/// How sets are made of files that hold something else.
struct GeneSetRules {
  std::size_t top = 1000;       ///< of gene scores: genes with the highest z or the lowest p
  double gwas_p = 5e-8;         ///< of the GWAS Catalog: associations below it
  bool gwas_reported = false;   ///< of the GWAS Catalog: the genes that authors report, else those mapped
  double disgenet_score = 0.3;  ///< of DisGeNET: associations of at least this score
  const IdMap* ids = nullptr;   ///< from the ids of the file to genes; null: they are genes
};

struct GeneSetFile {
  std::string format;              ///< for people, as "MAGMA"
  std::vector<GeneSet> sets;       ///< in the order of the file; names differ
  std::vector<GeneScores> scores;  ///< where the file has them, of every gene, of the sets made from them
  std::size_t ids = 0;             ///< different ones in the file
  std::size_t mapped = 0;          ///< of them: with a gene in the id map
  std::size_t rows_left_out = 0;   ///< of associations and scores: too weak, without a gene, without a number
};

/// Reads the gene sets of a file, plain or gzip: GMT, scDRS .gs, MAGMA .genes.out, PASCAL, PascalX,
/// associations of the GWAS Catalog, or gene–disease associations of DisGeNET, told apart by the first line
/// that is not blank. Columns go by their names, in any case, with or without blanks, underscores, points and
/// hyphens.
///
/// The strongest of several scores of a gene counts; of equally strong genes the first are taken. Ids that
/// the map does not have are left out, but a file of which it has none is taken as it is. Throws DataError
/// that names the file and the line: no such file, none of these formats, a row that is too short or has text
/// where a number is due, a name that stands twice, no set.
[[nodiscard]] GeneSetFile read_gene_sets(const std::filesystem::path& path, const GeneSetRules& rules);

/// Counts the different genes of a file's sets that are in the cohort.
[[nodiscard]] std::size_t count_measured(const GeneSetFile& file,
                                         const std::unordered_set<std::string>& cohort);

}  // namespace lampyris::io
