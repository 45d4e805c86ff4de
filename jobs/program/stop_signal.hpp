// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// From now on SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 ask for a stop instead of ending the process. A
/// second SIGINT ends it at once. A SIGHUP that is ignored, as under nohup, stays ignored.
void watch_stop_signals();

/// The number of the first of them that has come to this process; 0 when none has.
[[nodiscard]] int stop_signal_seen();

/// "SIGTERM".
[[nodiscard]] std::string signal_name(int number);

}  // namespace lampyris::jobs
