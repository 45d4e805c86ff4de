// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lampyris::jobs {

/// BibTeX entries of the software and of every work below `references` of a CITATION.cff: `cff` is its text,
/// plain `key: value` lines without values over several lines. `version` is said of the software.
[[nodiscard]] std::string bibtex(std::string_view cff, std::string_view version);

}  // namespace lampyris::jobs
