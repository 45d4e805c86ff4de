// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/import/import.hpp"

namespace lampyris::io {
namespace {

// A cohort may have hundreds of columns.
constexpr std::size_t shown = 12;

std::string labels_of(const ImportSummary& summary) {
  std::string text;
  for (std::size_t c = 0; c < summary.labels.size() && c < shown; ++c) {
    const auto& [name, classes] = summary.labels[c];
    text += fmt::format("{}{} ({} classes)", c == 0 ? "; annotation: " : ", ", name, classes);
  }
  if (summary.labels.size() > shown) text += fmt::format(" and {} more", summary.labels.size() - shown);
  return text;
}

std::string ids_of(const ImportSummary& summary) {
  const auto& ids = summary.id_type;
  if (ids.total == 0) return {};
  std::string text = fmt::format(", ids: {} of {} {}{}", ids.recognised, ids.total, name_of(ids.type),
                                 ids.versioned > 0 ? " (versions left out)" : "");
  // Gene sets and networks have symbols.
  if (ids.type != GeneId::symbol && !summary.gene_fields.empty()) {
    text += fmt::format("; other gene fields: {}", fmt::join(summary.gene_fields, ", "));
  }
  return text;
}

}  // namespace

std::string ImportSummary::describe() const {
  std::string text = fmt::format("{}{} samples × {} genes, {} missing values",
                                 layout.empty() ? "" : layout + ": ", samples, genes, missing_values);
  if (left_out > 0) text += fmt::format(", {} samples not selected", left_out);
  text += ids_of(*this);
  if (unmapped > 0) text += fmt::format(", {} of {} ids without a gene", unmapped, ids);
  if (ambiguous > 0) text += fmt::format(", {} ids with several genes", ambiguous);
  if (collapsed > 0) text += fmt::format(", {} genes collapsed from several ids", collapsed);
  if (samples_without_annotation > 0)
    text += fmt::format(", {} samples without annotation", samples_without_annotation);
  if (annotation_without_sample > 0) {
    text += fmt::format(", {} annotated samples not in the cohort", annotation_without_sample);
  }
  return text + labels_of(*this);
}

}  // namespace lampyris::io
