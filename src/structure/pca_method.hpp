#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lampyris {

/// How principal components are found.
enum class PcaMethod { exact, randomised };

/// Gives the word of a method.
[[nodiscard]] std::string to_string(PcaMethod method);

/// The sizes of a fit.
struct PcaSize {
  std::size_t samples;     ///< of all ranks together
  std::size_t genes;       ///< columns of the cohort
  std::size_t components;  ///< how many are wanted
};

/// The words that choose_pca_method knows: "auto", then those of the methods in their order.
[[nodiscard]] const std::vector<std::string>& pca_method_names();

/// The one place where a method is chosen. "exact", "randomised", or "auto": exact while the smaller of
/// samples and genes is at most 4,000, when it takes minutes at most, or when a tenth of all components or
/// more are asked for, when a random subspace is not much smaller than the whole. Throws UsageError for
/// another name.
[[nodiscard]] PcaMethod choose_pca_method(const std::string& name, const PcaSize& size);

}  // namespace lampyris
