// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/validation_part.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "src/base/error.hpp"
#include "src/manifold/shard_rows.hpp"

namespace lampyris {

ValidationPart::ValidationPart(const ScoreShard& shard, std::size_t code, const World& world)
    : world_(world),
      scores_(gather_all_rows(world, shard.scores, shard.first, shard.total)),
      codes_(shard.total, code),
      squares_(shard.total) {
  std::copy(shard.squares.begin(), shard.squares.end(),
            squares_.begin() + static_cast<std::ptrdiff_t>(shard.first));
  world.sum(squares_);
  double total = 0;
  for (std::size_t i = 0; i < shard.total; ++i) {
    const std::span<const float> row = scores_.row(i);
    std::copy_n(row.data(), code, codes_.row(i).data());
    total += squares_[i];
    outside_.push_back(std::max(0.0, squares_[i] - batch_invariant_dot(row, row)));
  }
  if (!(total > 0)) throw DataError("manifold: the validation samples do not differ from the training mean");
}

double ValidationPart::r_squared_from(const std::vector<double>& errors) const {
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  return 1 - (sum(outside_) + sum(errors)) / sum(squares_);
}

std::vector<double> ValidationPart::rests_of_pca() const {
  std::vector<double> errors(scores_.rows());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto rest = std::span<const float>(scores_.row(i)).subspan(codes_.columns());
    errors[i] = batch_invariant_dot(rest, rest);
  }
  return errors;
}

double ValidationPart::r_squared_of_pca() const {
  return r_squared_from(rests_of_pca());
}

std::vector<double> ValidationPart::errors_of_pca() const {
  auto errors = rests_of_pca();
  std::ranges::transform(errors, outside_, errors.begin(), std::plus<>());
  return errors;
}

std::vector<double> ValidationPart::errors_alone(const CodeObjective<float>& objective,
                                                 MatrixView<const float> codes) const {
  auto errors = errors_of(objective, codes, {0, scores_.rows()});
  std::ranges::transform(errors, outside_, errors.begin(), std::plus<>());
  return errors;
}

std::vector<double> ValidationPart::errors_of(const CodeObjective<float>& objective,
                                              MatrixView<const float> codes, Slice samples) const {
  Matrix<float> decoded(samples.count, scores_.columns());
  objective.decode(codes.middle_rows(samples.offset, samples.count), decoded.view());
  std::vector<double> errors(samples.count);
  for (std::size_t i = 0; i < samples.count; ++i) {
    const auto wanted = scores_.row(samples.offset + i);
    const auto row = decoded.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] -= wanted[j];
    errors[i] = batch_invariant_dot(std::span<const float>(row), std::span<const float>(row));
  }
  return errors;
}

double ValidationPart::r_squared(const CodeObjective<float>& objective, MatrixView<const float> codes) const {
  const Slice mine = world_.share(scores_.rows());
  std::vector<double> errors(scores_.rows());
  const auto own = errors_of(objective, codes, mine);
  std::copy(own.begin(), own.end(), errors.begin() + static_cast<std::ptrdiff_t>(mine.offset));
  gather_shares(world_, std::span(errors), 1);
  return r_squared_from(errors);
}

double ValidationPart::r_squared_alone(const CodeObjective<float>& objective,
                                       MatrixView<const float> codes) const {
  return r_squared_from(errors_of(objective, codes, {0, scores_.rows()}));
}

Matrix<float> ValidationPart::refined(const CodeObjective<float>& objective,
                                      const CodeSearchOptions& options) const {
  auto codes = codes_.clone();
  const Slice mine = world_.share(codes.rows());
  search_codes<float>(objective, {scores().middle_rows(mine.offset, mine.count), nullptr},
                      codes.view().middle_rows(mine.offset, mine.count), options);
  gather_shares(world_, codes.values(), codes.columns());
  return codes;
}

}  // namespace lampyris
