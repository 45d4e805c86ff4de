// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/random.hpp"

namespace lampyris::test {

/// A model with random weights and biases, and ranges as a training cohort might give them.
inline Model random_model(std::size_t genes, std::vector<std::size_t> widths, std::uint64_t seed) {
  Architecture shape;
  shape.genes = genes;
  shape.widths = std::move(widths);
  Model model;
  model.autoencoder = Autoencoder(shape);
  initialise(model.autoencoder, seed);
  Random random(seed, Stream::simulated_noise, 0);
  for (std::size_t step = 0; step < shape.dense_layers(); ++step) {
    for (std::size_t i = 0; i < shape.outputs(step); ++i) {
      model.autoencoder.parameters()[shape.bias_offset(step) + i] = static_cast<float>(random.normal() * 0.3);
    }
  }
  for (std::size_t g = 0; g < genes; ++g) model.genes.push_back(fmt::format("G{}", g));
  const std::vector<float> some(genes, 0.5F);
  const std::vector<double> other(genes, 0.5);
  model.scaling = {"minmax", some, some, 0.0F, 1.0F, some};
  model.training = {other, other, other, other};
  for (const std::size_t width : shape.widths) {
    NodeRange range;
    for (std::size_t j = 0; j < width; ++j) {
      range.minimum.push_back(static_cast<float>(0.3 * random.uniform()));
      range.mean.push_back(range.minimum.back() + static_cast<float>(0.3 * random.uniform()));
      range.maximum.push_back(range.mean.back() + static_cast<float>(0.3 * random.uniform()));
    }
    model.ranges.push_back(range);
  }
  model.parts = {SamplePart::training, SamplePart::test, SamplePart::training};
  return model;
}

}  // namespace lampyris::test
