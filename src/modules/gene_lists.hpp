// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace lampyris {

/// The three ways in which gene scores are read: up in cases, down in cases, either.
enum class Side { positive, negative, absolute };
/// All sides, in the order in which results are stored.
inline constexpr std::array<Side, 3> all_sides = {Side::positive, Side::negative, Side::absolute};
/// Gives the word of a side, as the tables have it.
[[nodiscard]] std::string_view to_string(Side side);

/// How many genes a module has: `asked`, or 12 % of the background but at most 1000 when it is 0; never more
/// than the background, never none.
[[nodiscard]] std::size_t module_size(std::size_t asked, std::size_t background);

/// The `count` genes with the highest, lowest or largest absolute score, best first; ties in the order of the
/// genes. Signs are not looked at: with very few positive scores a positive module ends in negative ones.
[[nodiscard]] std::vector<std::size_t> top_genes(std::span<const float> scores, Side side, std::size_t count);

/// The same genes in no particular order, for counting.
[[nodiscard]] std::vector<std::size_t> top_genes_unordered(std::span<const float> scores, Side side,
                                                           std::size_t count);

}  // namespace lampyris
