// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "jobs/train/model_candidate.hpp"
#include "src/manifold/code_size.hpp"
#include "src/manifold/manifold_choice.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::jobs {

/// A manifold's size and penalties, chosen; finish_manifold fits it for good.
struct ChosenManifold {
  std::vector<CodeSizeRecord> sizes;  ///< every size of the code that was tried, rising
  std::vector<double> turn_ends;      ///< seconds from the begin to the end of each turn of all sizes
  ManifoldChoice choice;              ///< of the best size
  bool by_folds = false;              ///< by cross-validation over groups: there are few validation samples
  ManifoldFit fit;                    ///< to the training samples; empty where the model is fitted anew
  Pca components;  ///< as many as the code, of the training samples; none where it was chosen by folds

  /// The sizes as models that might be taken.
  [[nodiscard]] std::vector<Candidate> candidates() const;
  /// The place of the best size among them.
  [[nodiscard]] std::size_t taken() const;
};

/// The choice as bytes, to be kept (KeptUnits). Of the fit, its decoder, encoder and codes.
[[nodiscard]] std::string pack(const ChosenManifold& chosen);
/// The choice that was packed; nothing for null and for bytes that are not whole.
[[nodiscard]] std::optional<ChosenManifold> unpack_manifold(const std::string* bytes);

}  // namespace lampyris::jobs
