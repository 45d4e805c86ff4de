// SPDX-License-Identifier: Apache-2.0
#include "io/ids/gene_names.hpp"

#include "io/text/cells.hpp"
#include "src/cohort/gene_id.hpp"

namespace lampyris::io {

std::string GeneNames::gene_of(std::string_view id) {
  if (is_missing(id)) return {};
  if (ids_ == nullptr) return without_version(id);
  const auto* target = ids_->find(std::string(id));
  if (target != nullptr && target->ambiguous) ambiguous_.push_back(of_id_.size());
  return target == nullptr ? std::string() : target->gene;
}

std::optional<std::size_t> GeneNames::add(std::string_view id, std::size_t line) {
  file_ids_.emplace_back(id);
  std::string gene(id);
  if (naming_ == Naming::by_id) gene = gene_of(id);
  if (gene.empty()) {
    ++unmapped_;
    of_id_.emplace_back();
    return std::nullopt;
  }
  const auto [at, is_new] = index_.try_emplace(gene, names_.size());
  if (is_new) {
    names_.push_back(gene);
    first_line_.push_back(line);
  }
  of_id_.push_back(at->second);
  return at->second;
}

}  // namespace lampyris::io
