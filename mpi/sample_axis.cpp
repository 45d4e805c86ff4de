#include "mpi/sample_axis.hpp"

#include <algorithm>

#include "mpi/check.hpp"

namespace lampyris::mpi {

void RankSampleAxis::start(std::span<float> values) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  if (group_.size() == 1) return;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const auto count = static_cast<int>(std::min(piece, values.size() - first));
    check(MPI_Iallreduce(MPI_IN_PLACE, values.data() + first, count, MPI_FLOAT, MPI_SUM, group_.raw(),
                         &under_way_.emplace_back()),
          "MPI_Iallreduce");
  }
}

void RankSampleAxis::progress() {
  int done = 0;
  if (under_way_.empty()) return;
  check(MPI_Testall(static_cast<int>(under_way_.size()), under_way_.data(), &done, MPI_STATUSES_IGNORE),
        "MPI_Testall");
}

void RankSampleAxis::finish() {
  if (under_way_.empty()) return;
  check(MPI_Waitall(static_cast<int>(under_way_.size()), under_way_.data(), MPI_STATUSES_IGNORE),
        "MPI_Waitall");
  under_way_.clear();
}

}  // namespace lampyris::mpi
