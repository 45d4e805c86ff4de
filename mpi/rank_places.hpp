// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace lampyris::mpi {

/// Where a rank is.
struct RankPlace {
  int rank = 0;       ///< its number
  std::string host;   ///< the machine that it runs on
  std::string where;  ///< the work that it is at
};

/// Says "rank 0 on a is at x; ranks 1 to 3 on b are at y": neighbours with the same host and work together,
/// and after six such parts how many ranks more there are.
[[nodiscard]] std::string tell(std::span<const RankPlace> places);

}  // namespace lampyris::mpi
