// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Looks at the values of a cohort while they are read for something else, and finds the genes that no
/// analysis can use. Import lets no such gene pass; a cohort.h5 of another program may have them.
class GeneCheck {
 public:
  /// Has seen no value of any of the `genes` yet.
  explicit GeneCheck(std::size_t genes) : has_value_(genes), infinite_(genes) {}

  /// Samples × genes from `first_gene` on, NaN = missing. Not collective.
  void see(MatrixView<const float> block, std::size_t first_gene);

  /// Collective. Throws DataError, with `where` in front, that names the first gene for which no rank has
  /// seen a value, or which has an infinite one.
  void require_usable(const World& world, const std::vector<std::string>& genes,
                      const std::string& where) const;

 private:
  std::vector<std::uint8_t> has_value_, infinite_;
};

}  // namespace lampyris
