// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/gene_id.hpp"

#include <algorithm>
#include <array>

#include "src/base/regular_expression.hpp"

namespace lampyris {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// An Ensembl id has the letters of a species, if any, one for what it is, then eleven digits.
struct Ensembl {
  char kind;  // G, T, P
  std::string_view stem, version, rest;
};

bool read_ensembl(std::string_view id, Ensembl& parts) {
  constexpr std::size_t digits = 11;
  if (!id.starts_with("ENS")) return false;
  const auto first = id.find_first_of("0123456789");
  if (first == std::string_view::npos || first < 4 || id.size() < first + digits) return false;
  if (!are_digits(id.substr(first, digits))) return false;
  parts = {id[first - 1], id.substr(0, first + digits), {}, id.substr(first + digits)};
  if (parts.rest.size() > 1 && parts.rest[0] == '.' && is_digit(parts.rest[1])) {
    const auto end = std::min(parts.rest.find_first_not_of("0123456789", 1), parts.rest.size());
    parts.version = parts.rest.substr(0, end);
    parts.rest.remove_prefix(end);
  }
  return parts.rest.empty() || parts.rest == "_PAR_Y";
}

bool is_probe(std::string_view id) {
  static const RegularExpression form(
      "[0-9A-Za-z_./-]+_at|ILMN_[0-9]+|A_[0-9]+_P[0-9]+|TC[0-9]{2}[0-9]+\\.hg\\.[0-9]");
  return form.matches(id);
}

bool is_refseq(std::string_view id) {
  static const RegularExpression form("[NX][MR]_[0-9]+(\\.[0-9]+)?");
  return form.matches(id);
}

bool is_symbol(std::string_view id) {
  static const RegularExpression form("[A-Za-z][A-Za-z0-9]*([-._@][A-Za-z0-9]+)*");
  return id.size() <= 40 && form.matches(id);
}

}  // namespace

GeneId gene_id_of(std::string_view id) {
  if (Ensembl parts{}; read_ensembl(id, parts)) {
    if (parts.kind == 'G') return GeneId::ensembl_gene;
    if (parts.kind == 'T') return GeneId::ensembl_transcript;
    if (parts.kind == 'P') return GeneId::ensembl_protein;
  }
  if (const auto dot = id.find('.'); dot != std::string_view::npos && are_digits(id.substr(0, dot))) {
    if (Ensembl parts{}; read_ensembl(id.substr(dot + 1), parts)) return GeneId::string_protein;
  }
  if (are_digits(id)) return GeneId::entrez;
  if (is_refseq(id)) return GeneId::refseq;
  if (is_probe(id)) return GeneId::probe;
  return is_symbol(id) ? GeneId::symbol : GeneId::other;
}

const char* name_of(GeneId type) {
  switch (type) {
    case GeneId::ensembl_gene:
      return "Ensembl gene";
    case GeneId::ensembl_transcript:
      return "Ensembl transcript";
    case GeneId::ensembl_protein:
      return "Ensembl protein";
    case GeneId::string_protein:
      return "STRING protein";
    case GeneId::entrez:
      return "Entrez";
    case GeneId::refseq:
      return "RefSeq";
    case GeneId::probe:
      return "probe";
    case GeneId::symbol:
      return "symbol";
    case GeneId::other:
      break;
  }
  return "unknown";
}

GeneIds detect_gene_ids(std::span<const std::string> ids) {
  constexpr std::size_t types = 1 + static_cast<std::size_t>(GeneId::other);
  std::array<GeneIds, types> found{};
  std::size_t total = 0;
  for (const auto& id : ids) {
    if (id.empty()) continue;
    ++total;
    auto& type = found[static_cast<std::size_t>(gene_id_of(id))];
    ++type.recognised;
    if (without_version(id) != id) ++type.versioned;
  }
  const auto most = std::ranges::max_element(found, {}, &GeneIds::recognised);
  most->type = static_cast<GeneId>(most - found.begin());
  most->total = total;
  return *most;
}

std::string without_version(std::string_view id) {
  Ensembl parts{};
  if (!read_ensembl(id, parts)) return std::string(id);
  return std::string(parts.stem) + std::string(parts.rest);
}

}  // namespace lampyris
