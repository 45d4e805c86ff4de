// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/autoencoder/code_refinement.hpp"
#include "src/autoencoder/forward_pass.hpp"
#include "src/cohort/scaling.hpp"
#include "src/cohort/split.hpp"
#include "src/manifold/manifold_model.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris {

/// The range of the activations of one layer's nodes over the training samples; one value a node.
struct NodeRange {
  std::vector<float> minimum;  ///< least activation of each node
  std::vector<float> mean;     ///< mean activation of each node
  std::vector<float> maximum;  ///< greatest activation of each node
};

/// A trained autoencoder with all that is needed to use it on another cohort: a network, or a principal
/// manifold, whose one hidden layer are its nodes.
struct Model {
  Autoencoder autoencoder;                  ///< of a manifold: the architecture alone, with no parameters
  std::vector<std::string> genes;           ///< ids, in the order of the inputs
  Pipeline preprocessing;                   ///< from a cohort as imported to these genes; may be empty
  Scaling scaling;                          ///< from the units of the cohort to the inputs
  GeneStatistics training;                  ///< in the units of the cohort, training samples only
  std::vector<NodeRange> ranges;            ///< [layer − 1]
  std::vector<SamplePart> parts;            ///< one a sample of the training cohort
  std::optional<ManifoldModel> manifold{};  ///< when it is one
  bool refitted = false;  ///< whether validation samples were fitted, too, once all was chosen
  std::shared_ptr<const CodeRefinement> refinement{};  ///< of a residual network: of its codes

  /// The widths and activations.
  [[nodiscard]] const Architecture& architecture() const { return autoencoder.architecture(); }
  /// The parts of the samples that the model, and what it is compared with, are fitted to.
  [[nodiscard]] std::vector<SamplePart> fitted_parts() const;
};

/// Collective as the forward pass. Codes of layer `to` from values of layer `from`, as propagate; of a
/// manifold each rank computes its rows alone. From samples the code of a residual network is the refined
/// one.
[[nodiscard]] Matrix<float> propagate(const ForwardPass& forward_pass, const Model& model,
                                      MatrixView<const float> values, std::size_t from, std::size_t to);

}  // namespace lampyris
