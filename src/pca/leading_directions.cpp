// SPDX-License-Identifier: Apache-2.0
#include "src/pca/leading_directions.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "src/base/random.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"
#include "src/pca/krylov_space.hpp"

namespace lampyris {
namespace {

// Eigenvalues of a scatter matrix below this part of the first one are rounding.
constexpr double rounding = 1e-12;

std::size_t block_size(std::size_t count, std::size_t asked) {
  return asked > 0 ? asked : std::max<std::size_t>((count + 3) / 4, 16);
}

/// Says when the variance that the best directions explain has stopped growing.
class Growth {
 public:
  explicit Growth(double tolerance) : tolerance_(tolerance) {}

  // What is still to come, were every step to what it was before as this one is to the last.
  bool has_ended(double explained) {
    const double step = explained - explained_;
    const double ratio = seen_ > 1 && step_ > 0 ? step / step_ : 1;
    const double rest = ratio < 0.8 ? step * ratio / (1 - ratio) : 4 * step;
    explained_ = explained;
    step_ = step;
    return ++seen_ > 1 && rest <= tolerance_;
  }

 private:
  double tolerance_;
  double explained_ = 0;
  double step_ = 0;
  std::size_t seen_ = 0;
};

// Values and rows of the directions that the samples themselves give, within the span of `rows`.
LeadingDirections settle(const ExactScatter& scatter, Matrix<double> rows) {
  orthonormalise_rows(rows);
  const auto system = decompose_symmetric(scatter.of_scores(scatter.scores(in_float(rows).view())));
  const std::size_t most = rows.rows();
  LeadingDirections result;
  for (std::size_t j = 0; j < most; ++j) {
    const double value = system.values[most - 1 - j];
    if (!(value > rounding * system.values.back())) break;
    result.variances.push_back(value / static_cast<double>(scatter.samples() - 1));
  }
  Matrix<double> mixture(result.variances.size(), most);
  for (std::size_t j = 0; j < mixture.rows(); ++j) {
    std::ranges::copy(system.rows.row(most - 1 - j), mixture.row(j).begin());
  }
  result.rows = Matrix<double>(mixture.rows(), rows.columns());
  batch_invariant_product<double>(mixture.view(), PackedColumns<double>(rows.view()), result.rows.view());
  return result;
}

}  // namespace

// Measured: tests/bench/README.md.
std::size_t usual_search(std::size_t count) {
  return count * 9 / 2;
}

LeadingDirections leading_directions(const ExactScatter& scatter, const LeadingOptions& options,
                                     const World& world, Progress& progress) {
  const std::size_t most = std::min(scatter.samples() - 1, scatter.genes());
  const std::size_t count = std::min(options.count, most);
  // The first block lies partly outside of what the samples span.
  const std::size_t all = std::min(most + block_size(count, options.block), scatter.genes());
  KrylovSpace space(scatter, world);
  Growth growth(options.tolerance * scatter.total_variance() * static_cast<double>(scatter.samples() - 1));
  std::size_t checked = 0;
  Matrix<double> block(std::min(block_size(count, options.block), all), scatter.genes());
  for (std::size_t j = 0; j < block.rows(); ++j) {
    Random random(options.seed, Stream::principal_space, j);
    for (double& x : block.row(j)) x = random.normal();
  }
  bool settled = false;
  for (std::size_t pass = 0; !settled && pass < options.most_passes; ++pass) {
    space.make_new(block);
    space.add(block);
    progress.advance(1);
    settled = space.size() == all;
    if (settled) break;
    // Eigenvalues of a large matrix take as long as a pass: not after every one.
    if (space.size() >= std::max(count + block.rows(), checked + checked / 8)) {
      checked = space.size();
      const auto greatest = space.greatest(count);
      settled = growth.has_ended(std::accumulate(greatest.begin(), greatest.end(), 0.0));
    }
    if (space.size() + block.rows() > all) {
      Matrix<double> fewer(all - space.size(), block.columns());
      std::copy_n(block.data(), fewer.size(), fewer.data());
      block = std::move(fewer);
    }
  }
  if (space.size() < count) throw std::logic_error("leading_directions: too few passes for so many");
  auto result = settle(scatter, space.best(count));
  progress.advance(1);
  result.settled = settled;
  return result;
}

}  // namespace lampyris
