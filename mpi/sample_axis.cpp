#include "mpi/sample_axis.hpp"

#include <algorithm>

#include "mpi/check.hpp"

namespace lampyris::mpi {

void RankSampleAxis::sum(std::span<float> values) {
  constexpr std::size_t piece = std::size_t{1} << 18;
  if (group_.size() == 1) return;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const auto count = static_cast<int>(std::min(piece, values.size() - first));
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, count, MPI_FLOAT, MPI_SUM, group_.raw()),
          "MPI_Allreduce");
  }
}

}  // namespace lampyris::mpi
