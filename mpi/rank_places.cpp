// SPDX-License-Identifier: Apache-2.0
#include "mpi/rank_places.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace lampyris::mpi {

std::string tell(std::span<const RankPlace> places) {
  constexpr std::size_t most_parts = 6;
  std::string text;
  std::size_t parts = 0;
  for (std::size_t first = 0; first < places.size(); ++parts) {
    if (parts == most_parts) return text + fmt::format("; and {} ranks more", places.size() - first);
    const RankPlace& here = places[first];
    std::size_t end = first + 1;
    while (end < places.size() && places[end].host == here.host && places[end].where == here.where &&
           places[end].rank == places[end - 1].rank + 1) {
      ++end;
    }
    const int last = places[end - 1].rank;
    text += text.empty() ? "" : "; ";
    text += last == here.rank
                ? fmt::format("rank {} on {} is at {}", here.rank, here.host, here.where)
                : fmt::format("ranks {} to {} on {} are at {}", here.rank, last, here.host, here.where);
    first = end;
  }
  return text;
}

}  // namespace lampyris::mpi
