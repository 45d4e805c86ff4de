// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/learning_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <memory>
#include <string>

#include "src/training/learning_signs.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t few_updates = 500;

std::string more_updates(const Settings& settings, std::size_t updates) {
  return fmt::format("more updates than {} (train.batch below {}, or train.epochs above {})", updates,
                     settings.train.batch, settings.train.epochs);
}

std::string lower_rate(const Settings& settings) {
  return fmt::format("a lower train.rate (it was {:g}), or train.warmup_epochs", settings.train.rate);
}

/// Signs that the network has not learned, and remedies.
struct Signs {
  std::vector<std::string> seen, remedies;
  bool unlearned = false;

  void add(std::string sign) { seen.push_back(std::move(sign)); }
};

void look_at_loss(const Settings& settings, const LearningEvidence& evidence, Signs& signs) {
  const auto& at = evidence.position;
  const bool validated = std::isfinite(at.best_r2);
  const double own = validated ? at.best_r2 : at.history.back().r2_train;
  const bool still = stands_still(at.history);
  if (own < evidence.pca2) {
    signs.unlearned = true;
    signs.add(fmt::format("R² on {} samples is {:.4f}, that of two principal components {:.4f}",
                          validated ? "validation" : "training", own, evidence.pca2));
  }
  if (still) {
    signs.unlearned = true;
    signs.add(fmt::format("the loss stands still, at R² {:.4f} on training samples, from the start",
                          at.history.back().r2_train));
  }
  if (!signs.unlearned) return;
  if (at.updates < few_updates) {
    signs.remedies.push_back(more_updates(settings, at.updates));
  } else if (still) {
    signs.remedies.push_back(lower_rate(settings));
  } else {
    signs.remedies.push_back("more train.epochs, or another train.rate");
  }
}

void look_at_layers(const Settings& settings, const LearningEvidence& evidence, Signs& signs) {
  bool any = false;
  const auto motions = layer_motions(evidence.ranges);
  for (std::size_t l = 0; l < motions.size(); ++l) {
    const auto& motion = motions[l];
    if (motion.constant) {
      signs.add(
          fmt::format("layer {} is constant: its {} nodes are alike for all samples", l + 1, motion.nodes));
    } else if (4 * motion.still > motion.nodes) {
      signs.add(fmt::format("layer {}: {} of {} nodes hardly move", l + 1, motion.still, motion.nodes));
    } else {
      continue;
    }
    any = true;
  }
  if (!any) return;
  if (settings.model.hidden == Activation::sigmoid || settings.model.hidden == Activation::tanh) {
    signs.remedies.emplace_back("model.hidden = \"elu\", which does not saturate");
  } else {
    signs.remedies.emplace_back("fewer nodes (model.widths)");
  }
}

}  // namespace

Context watch_learning(const Context& context, std::size_t training_samples) {
  const auto& settings = context.settings;
  const std::size_t steps = (training_samples + settings.train.batch - 1) / settings.train.batch;
  if (steps * settings.train.epochs < few_updates) {
    context.say(fmt::format(
        "train: warning: only {} updates will be made, {} in each of {} epochs: a network hardly learns from "
        "so few; set train.batch lower or train.epochs higher",
        steps * settings.train.epochs, steps, settings.train.epochs));
  }
  Context watching = context;
  const auto history = std::make_shared<std::vector<EpochReport>>();
  const auto said = std::make_shared<bool>(false);
  watching.epoch_done = [&context, history, said](const EpochReport& report) {
    context.epoch_done(report);
    history->push_back(report);
    if (*said || report.step < few_updates || !stands_still(*history)) return;
    *said = true;
    context.say(fmt::format(
        "train: warning: after {} epochs the loss stands still, at R² {:.4f} on training samples; to try: {}",
        report.epoch, report.r2_train, lower_rate(context.settings)));
  };
  return watching;
}

bool rate_was_too_high(const TrainingPosition& position) {
  return position.updates >= few_updates && stands_still(position.history);
}

std::string learning_warning(const Settings& settings, const LearningEvidence& evidence) {
  Signs signs;
  look_at_loss(settings, evidence, signs);
  look_at_layers(settings, evidence, signs);
  if (signs.seen.empty()) return {};
  if (settings.model.init != InitialWeights::pca) signs.remedies.emplace_back("model.init = \"pca\"");
  if (signs.unlearned) {
    signs.remedies.emplace_back(
        "model.kind = \"manifold\", which begins with PCA and is meant for up to some thousands of samples");
  }
  return fmt::format("train: warning: {}: {}. To try: {}",
                     signs.unlearned ? "the network has not learned" : "part of the network does nothing",
                     fmt::join(signs.seen, "; "), fmt::join(signs.remedies, "; "));
}

}  // namespace lampyris::jobs
