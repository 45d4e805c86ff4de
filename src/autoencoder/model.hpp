// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/cohort/scaling.hpp"
#include "src/cohort/split.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris {

/// The range of the activations of one layer's nodes over the training samples; one value a node.
struct NodeRange {
  std::vector<float> minimum;  ///< least activation of each node
  std::vector<float> mean;     ///< mean activation of each node
  std::vector<float> maximum;  ///< greatest activation of each node
};

/// A trained autoencoder with all that is needed to use it on another cohort.
struct Model {
  Autoencoder autoencoder;         ///< architecture and trained parameters
  std::vector<std::string> genes;  ///< ids, in the order of the inputs
  Pipeline preprocessing;          ///< from a cohort as imported to these genes; may be empty
  Scaling scaling;                 ///< from the units of the cohort to the inputs
  GeneStatistics training;         ///< in the units of the cohort, training samples only
  std::vector<NodeRange> ranges;   ///< [layer − 1]
  std::vector<SamplePart> parts;   ///< one a sample of the training cohort
};

}  // namespace lampyris
