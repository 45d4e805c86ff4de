// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "src/base/named_values.hpp"

namespace lampyris {

/// How principal components are found.
enum class PcaMethod { exact, randomised };

template <>
struct Words<PcaMethod> {
  static constexpr NamedValue<PcaMethod> values[] = {{"exact", PcaMethod::exact},
                                                     {"randomised", PcaMethod::randomised}};
};

/// Gives the word of a method.
[[nodiscard]] std::string to_string(PcaMethod method);

/// The sizes of a fit.
struct PcaSize {
  std::size_t samples;     ///< of all ranks together
  std::size_t genes;       ///< columns of the cohort
  std::size_t components;  ///< how many are wanted
};

/// The one place where a method is chosen: the one that was asked for; where none was, exact while the
/// smaller of samples and genes is at most 4,000, when it takes minutes at most, or when a tenth of all
/// components or more are asked for, when a random subspace is not much smaller than the whole.
[[nodiscard]] PcaMethod choose_pca_method(std::optional<PcaMethod> asked, const PcaSize& size);

}  // namespace lampyris
