// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/donors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <utility>

#include "src/base/regular_expression.hpp"

namespace lampyris {
namespace {

constexpr std::array<std::string_view, 5> names_of_donors{"donor", "patient", "subject", "individual",
                                                          "participant"};
constexpr std::size_t fewest_donors = 3;
constexpr double most_without_barcode = 0.1;

std::string plain_name(const std::string& column) {
  std::string plain;
  for (const unsigned char c : column) {
    if (std::isalnum(c) != 0) plain += static_cast<char>(std::tolower(c));
  }
  return plain;
}

// Fewer groups cannot be split in three.
bool are_donors(const Labels& groups) {
  return groups.classes.size() >= fewest_donors && groups.classes.size() < groups.of_sample.size();
}

std::optional<Labels> donors_of_column(const std::vector<std::string>& values) {
  Labels groups = make_groups({{"donor"}, {values}}, "donor", values.size());
  if (!are_donors(groups)) return std::nullopt;
  return groups;
}

std::optional<Labels> donors_of_barcodes(const std::vector<std::string>& values) {
  static const RegularExpression barcode(
      "^(TCGA[-.][0-9A-Z]{2}[-.][0-9A-Z]{4}|GTEX[-.][0-9A-Z]{4,5})(?![0-9A-Z])");
  std::vector<std::string> donors;
  for (const auto& value : values) donors.push_back(barcode.capture(value));
  const auto without = static_cast<double>(std::ranges::count(donors, std::string()));
  if (without > most_without_barcode * static_cast<double>(values.size())) return std::nullopt;
  return donors_of_column(donors);
}

}  // namespace

std::optional<Donors> find_donors(const std::vector<std::string>& samples, const Annotation& annotation) {
  for (const auto name : names_of_donors) {
    for (std::size_t c = 0; c < annotation.columns.size(); ++c) {
      const std::string plain = plain_name(annotation.columns[c]);
      if (plain != name && plain != std::string(name) + "id") continue;
      if (auto groups = donors_of_column(annotation.values[c]))
        return Donors{fmt::format("column {}", annotation.columns[c]), std::move(*groups)};
    }
  }
  constexpr const char* barcodes = "the barcodes of TCGA and GTEx in";
  if (auto groups = donors_of_barcodes(samples))
    return Donors{fmt::format("{} the sample ids", barcodes), std::move(*groups)};
  for (std::size_t c = 0; c < annotation.columns.size(); ++c) {
    if (auto groups = donors_of_barcodes(annotation.values[c]))
      return Donors{fmt::format("{} column {}", barcodes, annotation.columns[c]), std::move(*groups)};
  }
  return std::nullopt;
}

std::size_t count_cut_donors(const Donors& donors, const Labels& groups) {
  const auto& of_sample = donors.groups.of_sample;
  std::vector<std::size_t> first(donors.groups.classes.size(), Labels::missing);
  std::vector<bool> cut(donors.groups.classes.size());
  for (std::size_t i = 0; i < of_sample.size(); ++i) {
    std::size_t& known = first[of_sample[i]];
    if (known == Labels::missing) known = groups.of_sample[i];
    if (known != groups.of_sample[i]) cut[of_sample[i]] = true;
  }
  return static_cast<std::size_t>(std::ranges::count(cut, true));
}

}  // namespace lampyris
