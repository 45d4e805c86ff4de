// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace lampyris {

/// The longest name of a sample or gene, in bytes: a cohort keeps all of them as long as the longest.
inline constexpr std::size_t longest_name = 1000;

/// Whether a spreadsheet that opens a table would take this text for a formula that it computes: it begins
/// with = or @, or with + or - and calls something. Numbers and plain words with a sign are none.
[[nodiscard]] bool is_formula(std::string_view text);

/// Throws DataError, with `where` in front, that shows the first of the names of `what` ("sample", "gene")
/// that tables could not hold: with a control character, longer than longest_name, or a formula.
void require_plain_names(std::span<const std::string> names, std::string_view what, std::string_view where);

}  // namespace lampyris
