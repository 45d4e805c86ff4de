// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// Says the one line on stderr with which this process ends: "lampyris: " and `line`. The first caller of any
/// thread is heard; returns whether this was it.
bool say_last_word(const std::string& line);

/// From now on this process says none: another ends the job, and what fails here fails because of that.
void say_no_last_word();

}  // namespace lampyris::jobs
