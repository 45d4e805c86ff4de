// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris {

/// P(Z ≥ z) of a standard normal; no cancellation for large z.
[[nodiscard]] double normal_upper(double z);

/// P(|Z| ≥ |z|).
[[nodiscard]] double normal_two_sided(double z);

/// The z with normal_upper(z) = p; ±infinity at 0 and 1, NaN outside [0, 1].
[[nodiscard]] double normal_upper_quantile(double p);

}  // namespace lampyris
