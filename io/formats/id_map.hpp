#pragma once

#include <cstddef>
#include <filesystem>
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
  /// taken.
  void add(std::string_view id, std::string_view genes);
  /// Null when the map has no gene for `id`.
  [[nodiscard]] const Target* find(const std::string& id) const;
  [[nodiscard]] std::size_t size() const noexcept { return targets_.size(); }

 private:
  std::unordered_map<std::string, Target> targets_;
};

/// Reads a .tsv or .csv with a header, plain or gzip. The first column is mapped from; to the column named
/// symbol, gene_symbol, gene, genesymbol, hgnc_symbol or gene_name (in any case), else to the second; other
/// columns are ignored. Throws DataError with file and line: as TableReader; a table of one column; a map
/// without any gene.
[[nodiscard]] IdMap read_id_map(const std::filesystem::path& path);

}  // namespace lampyris::io
