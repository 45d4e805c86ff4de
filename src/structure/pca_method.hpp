#pragma once

#include <cstddef>
#include <string>

namespace lampyris {

/// How principal components are found.
enum class PcaMethod { exact, randomised };

[[nodiscard]] std::string to_string(PcaMethod method);

/// What a fit is made of.
struct PcaSize {
  std::size_t samples, genes, components;
};

/// "exact", "randomised", or "auto": exact while the smaller of samples and genes is at most 4,000, when it
/// takes minutes at most, or when a tenth of all components or more are asked for, when a random subspace is
/// not much smaller than the whole. Throws UsageError for another name.
[[nodiscard]] PcaMethod choose_pca_method(const std::string& name, const PcaSize& size);

}  // namespace lampyris
