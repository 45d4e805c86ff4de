// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/code_refinement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

#include "src/autoencoder/hidden_layer.hpp"
#include "src/base/error.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/manifold/descent.hpp"

namespace lampyris {
namespace {

constexpr std::size_t refinement_steps = 40;
constexpr std::size_t refinement_history = 10;
constexpr double refinement_tolerance = 1e-6;

double inner_product_of(std::span<const double> x, std::span<const double> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

// One hidden layer of the decoder at a code.
struct PassedLayer {
  std::vector<double> inputs;   // of the activation, of bent nodes
  std::vector<double> outputs;  // all nodes
  double inverse = 1;           // 1 / sd of layer norm
};

PassedLayer pass_layer(const Autoencoder& autoencoder, std::size_t dense, std::span<const double> inputs) {
  const Architecture& shape = autoencoder.architecture();
  const auto weights = autoencoder.weights(dense);
  const auto bias = autoencoder.bias(dense);
  PassedLayer passed;
  passed.outputs.assign(bias.begin(), bias.end());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto row = weights.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) passed.outputs[j] += inputs[i] * row[j];
  }
  const auto bent = std::span(passed.outputs).first(shape.bent_nodes(dense + 1));
  if (shape.normalised && !bent.empty()) {
    const auto count = static_cast<double>(bent.size());
    const double mean = std::accumulate(bent.begin(), bent.end(), 0.0) / count;
    for (double& z : bent) z -= mean;
    passed.inverse = 1 / std::sqrt(inner_product_of(bent, bent) / count + layer_norm_epsilon);
    for (double& z : bent) z *= passed.inverse;
  }
  passed.inputs.assign(bent.begin(), bent.end());
  for (double& z : bent) z = activation_value(shape.hidden, z);
  return passed;
}

// From the derivative by the outputs of a dense layer to that by its inputs.
void go_back(const Autoencoder& autoencoder, std::size_t dense, const PassedLayer& passed,
             std::vector<double>& derivative) {
  const Architecture& shape = autoencoder.architecture();
  const std::size_t bent = passed.inputs.size();
  const auto slopes = std::span(derivative).first(bent);
  for (std::size_t j = 0; j < bent; ++j) slopes[j] *= activation_slope_at(shape.hidden, passed.inputs[j]);
  if (shape.normalised && bent > 0) {
    const auto count = static_cast<double>(bent);
    const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / count;
    const double along = inner_product_of(slopes, passed.inputs) / count;
    for (std::size_t j = 0; j < bent; ++j) {
      slopes[j] = passed.inverse * (slopes[j] - mean - passed.inputs[j] * along);
    }
  }
  const auto weights = autoencoder.weights(dense);
  std::vector<double> before(weights.rows());
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto row = weights.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) before[i] += derivative[j] * row[j];
  }
  derivative = std::move(before);
}

// s W Wᵀ sᵀ − 2 s · target at a code, and its gradient.
double error_at(const Autoencoder& autoencoder, MatrixView<const float> products,
                std::span<const float> target, std::span<const double> code, std::vector<double>& gradient) {
  const Architecture& shape = autoencoder.architecture();
  std::vector<PassedLayer> layers;
  for (std::size_t dense = shape.code_layer(); dense < shape.layers(); ++dense) {
    const auto inputs = layers.empty() ? code : std::span<const double>(layers.back().outputs);
    layers.push_back(pass_layer(autoencoder, dense, inputs));
  }
  const auto& nodes = layers.back().outputs;
  gradient.assign(nodes.size(), 0);
  double error = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto row = products.row(i);
    double sum = 0;
    for (std::size_t j = 0; j < nodes.size(); ++j) sum += row[j] * nodes[j];
    error += nodes[i] * (sum - 2 * target[i]);
    gradient[i] = 2 * (sum - target[i]);
  }
  for (std::size_t d = layers.size(); d > 0; --d) {
    go_back(autoencoder, shape.code_layer() + d - 1, layers[d - 1], gradient);
  }
  return error;
}

}  // namespace

CodeRefinement::CodeRefinement(const Autoencoder& autoencoder, const std::vector<bool>& measured)
    : counts_(autoencoder.architecture().genes, 1.0F) {
  const Architecture& shape = autoencoder.architecture();
  if (shape.code_layer() == 0) throw std::logic_error("CodeRefinement: not a residual network");
  for (std::size_t g = 0; g < measured.size(); ++g) counts_[g] = measured[g] ? 1.0F : 0.0F;
  if (std::ranges::count(counts_, 1.0F) == 0) {
    throw DataError("the cohort has none of the genes that the code of the model could be found from");
  }
  const auto weights = autoencoder.weights(shape.layers());
  weights_ = Matrix<float>(weights.columns(), weights.rows());
  for (std::size_t g = 0; g < weights_.rows(); ++g) {
    for (std::size_t j = 0; j < weights_.columns(); ++j) weights_(g, j) = counts_[g] * weights(j, g);
  }
  products_ = Matrix<float>(weights.rows(), weights.rows());
  batch_invariant_gemm(weights, std::as_const(weights_).view(), products_.view());
}

// W (x − b) of each sample, over the genes that count.
Matrix<float> CodeRefinement::targets(const Autoencoder& autoencoder, MatrixView<const float> samples) const {
  const auto bias = autoencoder.bias(autoencoder.architecture().layers());
  Matrix<float> centred(samples.rows(), samples.columns());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    for (std::size_t g = 0; g < samples.columns(); ++g) {
      centred(i, g) = counts_[g] > 0 ? samples(i, g) - bias[g] : 0.0F;
    }
  }
  Matrix<float> result(samples.rows(), products_.rows());
  batch_invariant_gemm(std::as_const(centred).view(), weights_.view(), result.view());
  return result;
}

void CodeRefinement::refine(const Autoencoder& autoencoder, MatrixView<const float> samples,
                            MatrixView<float> codes) const {
  const auto target = targets(autoencoder, samples);
  const auto bias = autoencoder.bias(autoencoder.architecture().layers());
  const auto rows = static_cast<std::ptrdiff_t>(samples.rows());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    double constant = 0;  // without it the tolerance would mean nothing
    for (std::size_t g = 0; g < bias.size(); ++g) {
      if (counts_[g] > 0) constant += std::pow(static_cast<double>(samples(row, g)) - bias[g], 2);
    }
    const auto code = codes.row(row);
    Descent descent({code.begin(), code.end()}, refinement_steps, refinement_history, refinement_tolerance);
    std::vector<double> gradient;
    while (!descent.done()) {
      const double error =
          error_at(autoencoder, products_.view(), target.row(row), descent.trial(), gradient);
      descent.tell(constant + error, gradient);
    }
    std::ranges::transform(descent.best(), code.begin(), [](double x) { return static_cast<float>(x); });
  }
}

Matrix<float> refined_first_layer(const ForwardPass& forward_pass, const Autoencoder& autoencoder,
                                  const CodeRefinement& refinement, MatrixView<const float> given,
                                  MatrixView<const float> samples) {
  const Architecture& shape = autoencoder.architecture();
  auto layer = forward_pass.propagate(autoencoder, given, 0, 1);
  const auto encoded = propagate(autoencoder, std::as_const(layer).view(), 1, shape.code_layer());
  auto refined = encoded.clone();
  refinement.refine(autoencoder, samples, refined.view());
  // What is added to linear nodes arrives at the code as it is.
  for (std::size_t i = 0; i < layer.rows(); ++i) {
    for (std::size_t j = 0; j < encoded.columns(); ++j) {
      layer(i, shape.bent_nodes(1) + j) += refined(i, j) - encoded(i, j);
    }
  }
  return layer;
}

Matrix<float> RefiningForwardPass::propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                             std::size_t from, std::size_t to) const {
  if (from > 0) return inner_.propagate(autoencoder, values, from, to);
  auto first = refined_first_layer(inner_, autoencoder, refinement_, values, values);
  if (to == 1) return first;
  return inner_.propagate(autoencoder, std::as_const(first).view(), 1, to);
}

}  // namespace lampyris
