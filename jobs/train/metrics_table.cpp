// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/metrics_table.hpp"

#include "io/text/table_writer.hpp"

namespace lampyris::jobs {

void write_metrics(const std::filesystem::path& path, const std::vector<EpochReport>& history,
                   const mpi::Communicator& ranks) {
  io::TableRows rows;
  if (ranks.rank() == 0) {
    for (const auto& report : history) {
      rows.add(report.epoch, report.step, report.seconds, report.samples_per_second, report.loss_train,
               report.r2_train, report.r2_heldout, report.rate, report.heldout_seconds);
    }
  }
  io::write_table(path,
                  {"epoch", "step", "seconds", "samples_per_second", "loss_train", "r2_train", "r2_heldout",
                   "rate", "heldout_seconds"},
                  rows, ranks);
}

}  // namespace lampyris::jobs
