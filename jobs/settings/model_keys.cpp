// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Model>> model_keys() {
  using M = Settings::Model;
  return {
      automatic_choice(
          "kind", &M::kind,
          "What is trained: a network, the article's; a principal manifold, PCA bent by a kernel, which has "
          "no seed and needs no epochs; a residual network, which begins as PCA and adds what layers of "
          "nodes learn to code and reconstruction; auto: a manifold and, with the size of code that is best "
          "for it, a residual network, of which the validation samples choose"),
      whole_numbers(
          "code", &M::code, {1, 1e4},
          "Sizes of the code of a manifold or a residual network, of which the validation samples choose; a "
          "size that the training samples do not allow is left out. For a manifold the default has 4 and 8, "
          "too, below "
          "100 training samples"),
      flag("refit", &M::refit,
           "Of a manifold or a residual network: whether it is fitted again to training and validation "
           "samples "
           "with what was chosen"),
      whole_number("turns", &M::turns, {1, 100}, "Of a manifold: turns of decoder and codes, at most"),
      whole_number(
          "landmarks", &M::landmarks, {2, 1e5},
          "Of a manifold: codes that the kernel compares with, where there are more than 4,000 samples"),
      whole_numbers(
          "widths", &M::widths, {1, 1e6},
          "Nodes of each hidden layer, from the genes on; of a residual network those of the encoder, "
          "the decoder has the same from the other end"),
      choice("hidden", &M::hidden, "Activation of the hidden layers"),
      choice("output", &M::output, "Activation of the reconstruction",
             {Activation::sigmoid, Activation::linear}),
      choice("init", &M::init,
             "First weights: random (Glorot & Bengio 2010), or so that the network begins as PCA"),
      flag("tied", &M::tied,
           "Whether the decoder has the encoder's weights, transposed; needs widths that read the same from "
           "both ends"),
      flag("layer_norm", &M::layer_norm,
           "Whether the sums of a hidden layer's nodes are brought to mean 0 and sd 1 in each sample before "
           "the "
           "activation"),
      number("code_noise", &M::code_noise, {0, 10},
             "Of a residual network: noise on the code while training, in standard deviations of its "
             "components"),
  };
}

}  // namespace lampyris::jobs
