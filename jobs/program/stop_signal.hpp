// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris::jobs {

/// From now on SIGTERM, SIGINT and SIGUSR1 (what Slurm's --signal sends before the time limit) ask for a stop
/// instead of ending the process.
void watch_stop_signals();

/// Whether one of them has come to this process.
[[nodiscard]] bool stop_signal_seen();

}  // namespace lampyris::jobs
