// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {
namespace {

using T = Settings::Train;
using TrainKeys = std::vector<Key<T>>;

TrainKeys loop_keys() {
  return {
      whole_number("epochs", &T::epochs, {1, largest}, "Passes over the training samples, at most"),
      whole_number("batch", &T::batch, {1, largest}, "Samples of one update, over all ranks"),
      number("rate", &T::rate, {0, 1, true}, "Learning rate"),
      whole_number(
          "patience", &T::patience, {0, largest},
          "Epochs without a better R² on validation samples before training ends; 0: never ends early"),
      number("checkpoint_minutes", &T::checkpoint_minutes, {0, largest}, "Minutes between checkpoints"),
      automatic_choice("precision", &T::precision,
                       "Numbers that products are made of; auto: bf16 where the processor multiplies it "
                       "faster"),
      flag("reproducible", &T::reproducible, "Whether weights have the same bits on every grid of ranks"),
  };
}

TrainKeys optimiser_keys() {
  return {
      choice("optimiser", &T::optimiser, "How the gradient moves the weights"),
      number("momentum", &T::momentum, {0, 1}, "Momentum of sgd"),
      number("weight_decay", &T::weight_decay, {}, "Decoupled weight decay of adamw"),
      number("l1", &T::l1, {}, "Penalty on the absolute weights"),
      number("l2", &T::l2, {}, "Penalty on the squared weights"),
      number("clip", &T::clip, {}, "The gradient's norm is cut to this one; 0: never"),
      choice("schedule", &T::schedule, "How the learning rate falls"),
      number("decay", &T::decay, {}, "Of inverse_time: rate / (1 + decay · updates)"),
      whole_number("step_epochs", &T::step_epochs, {1, largest},
                   "Of step: epochs between two falls of the rate"),
      number("step_factor", &T::step_factor, {0, 1, true}, "Of step: what the rate is multiplied by at each"),
      number("warmup_epochs", &T::warmup_epochs, {}, "The rate rises linearly over the first epochs"),
      number("average", &T::average, {0, 0.9999},
             "What a moving average of the weights keeps at each update; where there is one, it is judged "
             "and taken; "
             "0: none"),
  };
}

TrainKeys noise_keys() {
  return {
      choice("noise", &T::noise,
             "Denoising: what is done to inputs that are to be reconstructed as they were; imputing puts the "
             "gene's "
             "mean in their place and lets the others' distances from it grow by 1 / (1 - noise_level)"),
      number("noise_level", &T::noise_level, {},
             "Share of values that are masked or imputed, or standard deviation of gaussian noise"),
      number("dropout", &T::dropout, {0, 0.95}, "Share of inputs that are set to 0 in each batch"),
      number("hidden_dropout", &T::hidden_dropout, {0, 0.95},
             "Share of hidden nodes that are set to 0 for a sample, but for the linear ones of a residual "
             "network"),
      choice("sparsity", &T::sparsity,
             "Penalty on activations of hidden nodes; kl needs model.hidden = \"sigmoid\""),
      number("sparsity_weight", &T::sparsity_weight, {}, "Its weight in the loss"),
      number("sparsity_target", &T::sparsity_target, {0, 0.999, true}, "Of kl: mean activation of a node"),
  };
}

}  // namespace

std::vector<Key<Settings::Train>> train_keys() {
  TrainKeys all;
  for (auto part : {loop_keys(), optimiser_keys(), noise_keys()}) {
    for (auto& key : part) all.push_back(std::move(key));
  }
  return all;
}

}  // namespace lampyris::jobs
