// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lampyris {

/// Area under the ROC curve: how often a case scores above a control, ties counting half.
struct Auroc {
  double value = 0;  ///< in [0, 1]; ½ for chance
  double variance =
      0;            ///< DeLong, DeLong and Clarke-Pearson (1988); NaN with fewer than two cases or controls
  double low = 0;   ///< 95 % interval: value ± 1.96 standard errors, plain, clamped to [0, 1]
  double high = 0;  ///< the upper end of that interval
  std::size_t cases = 0;     ///< scores of cases
  std::size_t controls = 0;  ///< scores of controls
};

/// `is_case` (0 or 1) has one value a score. Everything is NaN without a case or without a control.
[[nodiscard]] Auroc auroc(std::span<const double> scores, std::span<const std::uint8_t> is_case);

}  // namespace lampyris
