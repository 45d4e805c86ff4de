// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace lampyris::io {

/// From the ids of a file (probes, Entrez, Ensembl) to genes.
class IdMap {
 public:
  struct Target {
    std::string gene;
    bool ambiguous = false;  ///< the id maps to several genes; `gene` is the first
  };

  /// Adds what the map says of `id`: `genes` is one gene, or several separated by "///"; a missing one is not
  /// taken. An Ensembl id with a version is added without it too.
  void add(std::string_view id, std::string_view genes);
  /// Returns the target of the id as it is, else without its version; null when the map has no gene for it.
  [[nodiscard]] const Target* find(const std::string& id) const;
  [[nodiscard]] std::size_t size() const noexcept { return targets_.size(); }

 private:
  void add_gene(const std::string& id, std::string_view gene);

  std::unordered_map<std::string, Target> targets_;
};

/// Reads a map of ids to genes, plain or gzip:
///
/// - A .tsv or .csv with a header. It maps from the column that has the most of `ids`, the first column when
///   none has any or `ids` is empty; to the column named symbol, gene_symbol, gene, genesymbol, hgnc_symbol
///   or gene_name (in any case), else to the second, or the first when the second is mapped from.
/// - protein.info of STRING: from proteins to their preferred names.
/// - protein.aliases of STRING: from proteins to the alias of the best source of symbols (HGNC by Ensembl or
///   BioMart, then gene names of UniProt); when `ids` are no proteins, from all aliases of their kind.
///
/// Throws DataError with file and line: as TableReader; a table of one column; a map without any gene.
[[nodiscard]] IdMap read_id_map(const std::filesystem::path& path, std::span<const std::string> ids = {});

/// Null when the file is none of STRING's; else as read_id_map, of which this is a part.
[[nodiscard]] std::optional<IdMap> read_string_names(const std::filesystem::path& path,
                                                     std::span<const std::string> ids);

}  // namespace lampyris::io
