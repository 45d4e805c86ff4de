// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Model>> model_keys() {
  using M = Settings::Model;
  return {
      whole_numbers("widths", &M::widths, {1, 1e6}, "Nodes of each hidden layer, from the genes on"),
      choice("hidden", &M::hidden, "Activation of the hidden layers"),
      choice("output", &M::output, "Activation of the reconstruction",
             {Activation::sigmoid, Activation::linear}),
      choice("init", &M::init,
             "First weights: random (Glorot & Bengio 2010), or so that the network begins as PCA"),
      flag("tied", &M::tied,
           "Whether the decoder has the encoder's weights, transposed; needs widths that read the same from "
           "both ends"),
  };
}

}  // namespace lampyris::jobs
