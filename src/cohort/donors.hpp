// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {

/// Which samples are of one person.
struct Donors {
  std::string source;  ///< for people: where it stands, as "column donor"
  Labels groups;       ///< the donor of each sample; one without is a group of its own
};

/// Looks for the donors of a cohort: a column that is named as one (donor, patient, subject, individual,
/// participant, with or without id; "case" may say who is ill), else the barcodes of TCGA or GTEx in the
/// sample ids or in a column. Nothing where no donor has two samples, or where fewer than three donors are
/// left.
[[nodiscard]] std::optional<Donors> find_donors(const std::vector<std::string>& samples,
                                                const Annotation& annotation);

/// Counts the donors that have samples in several of the groups, which a split by these groups may cut.
[[nodiscard]] std::size_t count_cut_donors(const Donors& donors, const Labels& groups);

}  // namespace lampyris
