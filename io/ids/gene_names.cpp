#include "io/ids/gene_names.hpp"

#include "io/text/cells.hpp"
#include "src/cohort/collapse.hpp"
#include "src/cohort/gene_id.hpp"

namespace lampyris::io {

std::size_t GeneNames::add(std::string_view id, std::size_t line) {
  file_ids_.emplace_back(id);
  std::string gene(naming_ == Naming::by_id && is_missing(id) ? std::string_view() : id);
  if (naming_ == Naming::as_they_are) {
    // Nothing to do.
  } else if (ids_ != nullptr && !gene.empty()) {
    const auto* target = ids_->find(gene);
    gene = target == nullptr ? std::string() : target->gene;
    if (target != nullptr && target->ambiguous) ambiguous_.push_back(of_id_.size());
  } else {
    gene = without_version(gene);
  }
  if (gene.empty()) {
    ++unmapped_;
    of_id_.push_back(CollapsePlan::none);
    return CollapsePlan::none;
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
