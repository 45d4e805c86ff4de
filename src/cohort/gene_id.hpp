// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace lampyris {

/// Whose ids name the genes of a matrix.
enum class GeneId {
  ensembl_gene,        ///< ENSG00000141510, ENSMUSG…; perhaps with a version
  ensembl_transcript,  ///< ENST…
  ensembl_protein,     ///< ENSP…
  string_protein,      ///< 9606.ENSP00000269305
  entrez,              ///< 7157
  refseq,              ///< NM_000546.6
  probe,               ///< 1000_at, ILMN_1762337, A_23_P26810
  symbol,              ///< TP53, Trp53: letters and digits that are none of the others
  other,               ///< none of these, or nothing
};

/// Recognises an id by its form alone.
[[nodiscard]] GeneId gene_id_of(std::string_view id);

/// Names the kind of id for people, as "Ensembl gene".
[[nodiscard]] const char* name_of(GeneId type);

/// The type that most ids have. Of equals the first.
struct GeneIds {
  GeneId type = GeneId::other;  ///< the most frequent
  std::size_t recognised = 0;   ///< ids of this type
  std::size_t versioned = 0;    ///< of them: with a version
  std::size_t total = 0;        ///< that are not empty
};
/// Counts the types of these ids and gives the most frequent one.
[[nodiscard]] GeneIds detect_gene_ids(std::span<const std::string> ids);

/// ENSG00000141510.18 without ".18", ENSG00000182378.15_PAR_Y as ENSG00000182378_PAR_Y; any id of another
/// form as it is. The Y copy of a pseudoautosomal gene stays a gene of its own.
[[nodiscard]] std::string without_version(std::string_view id);

}  // namespace lampyris
