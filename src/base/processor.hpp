// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris {

/// The model of this machine's processor, as the system names it; empty where it does not.
[[nodiscard]] std::string processor_name();

/// The vector instructions of this machine's processor that matter here, e.g. "AVX2 AVX-512"; "none" without
/// them.
[[nodiscard]] std::string processor_features();

}  // namespace lampyris
