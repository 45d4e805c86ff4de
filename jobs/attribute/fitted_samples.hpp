// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/scaled_samples.hpp"
#include "jobs/program/context.hpp"
#include "src/attribution/loadings.hpp"
#include "src/autoencoder/forward_pass.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/world.hpp"

namespace lampyris::jobs {

/// The samples that a model was fitted to, as it sees them. Keeps a reference to the model.
class FittedSamples {
 public:
  /// Collective. Throws DataError when the run's cohort is not that of the model.
  FittedSamples(const Context& context, const Model& model);
  FittedSamples(const FittedSamples&) = delete;
  FittedSamples& operator=(const FittedSamples&) = delete;

  [[nodiscard]] std::size_t count() const { return samples_.count(); }
  /// Collective as the forward pass. Activations of my share of the samples, [layer − 1], samples × nodes.
  [[nodiscard]] std::vector<Matrix<float>> encode_share(const ForwardPass& forward_pass,
                                                        const World& world) const;
  /// Reads all of them, some genes at a time.
  [[nodiscard]] GeneReader reader() const;

 private:
  const Model& model_;
  io::CohortFile cohort_;
  io::ScaledSamples samples_;
};

/// Collective. All rows of the ranks' shares of `total` rows.
[[nodiscard]] Matrix<float> gather_rows(const Matrix<float>& mine, std::size_t total, const World& world);

}  // namespace lampyris::jobs
