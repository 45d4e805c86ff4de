// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/ids/id_map.hpp"

namespace lampyris::io {

/// The genes of a matrix as its ids come by, and which of them each id belongs to.
class GeneNames {
 public:
  /// How an id becomes a gene where there is no map: by itself, without its version if it is one of Ensembl,
  /// unless it is missing; or as it stands, whatever it is.
  enum class Naming { by_id, as_they_are };

  /// `ids` may be null; it lives longer than this.
  explicit GeneNames(const IdMap* ids, Naming naming = Naming::by_id) : ids_(ids), naming_(naming) {}

  /// Takes the next id, which stands in this line. Returns its gene, an index into names(); nothing when the
  /// id is empty or the map has no gene for it.
  std::optional<std::size_t> add(std::string_view id, std::size_t line);

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] const std::vector<std::optional<std::size_t>>& of_id() const noexcept { return of_id_; }
  [[nodiscard]] std::size_t first_line(std::size_t gene) const { return first_line_[gene]; }
  [[nodiscard]] bool has_repeats() const noexcept { return names_.size() + unmapped_ < of_id_.size(); }
  [[nodiscard]] std::size_t unmapped() const noexcept { return unmapped_; }
  [[nodiscard]] std::size_t ambiguous() const noexcept { return ambiguous_.size(); }
  /// Returns the ids as they stand in the file.
  [[nodiscard]] const std::vector<std::string>& ids() const noexcept { return file_ids_; }
  /// Indices of ids for which the map has several genes, ascending.
  [[nodiscard]] const std::vector<std::size_t>& ambiguous_ids() const noexcept { return ambiguous_; }

 private:
  std::string gene_of(std::string_view id);

  const IdMap* ids_;
  Naming naming_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> names_;
  std::vector<std::size_t> first_line_;
  std::vector<std::optional<std::size_t>> of_id_;
  std::vector<std::size_t> ambiguous_;
  std::vector<std::string> file_ids_;
  std::size_t unmapped_ = 0;
};

}  // namespace lampyris::io
