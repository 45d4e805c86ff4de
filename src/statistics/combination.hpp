// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace lampyris {

// One p value from several. NaN values are left out; NaN when none is left. All values lie in [0, 1].

/// Fisher: −2 Σ ln p against χ² with 2m degrees of freedom; for independent tests.
[[nodiscard]] double fisher_combination(std::span<const double> p);

/// Stouffer: Σ z / √m of the one-sided z values; for independent tests. 0 and 1 count as the nearest values
/// with a finite z.
[[nodiscard]] double stouffer_combination(std::span<const double> p);

/// Cauchy combination (Liu and Xie 2020): holds for dependent tests, best for small p. A value above 0.99
/// counts as 0.99: otherwise a single 1, common among permutation p values, would decide alone.
[[nodiscard]] double cauchy_combination(std::span<const double> p);

}  // namespace lampyris
