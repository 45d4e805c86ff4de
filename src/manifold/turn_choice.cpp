// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/turn_choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace lampyris {
namespace {

// Σ over validation samples of the squared error, of every column.
std::vector<double> errors_by_column(const Matrix<double>& predictions, MatrixView<const float> wanted) {
  std::vector<double> errors(wanted.columns());
  for (std::size_t i = 0; i < wanted.rows(); ++i) {
    for (std::size_t j = 0; j < wanted.columns(); ++j) {
      const double error = predictions(i, j) - static_cast<double>(wanted(i, j));
      errors[j] += error * error;
    }
  }
  return errors;
}

// Collective. Penalties × columns.
Matrix<double> errors_by_penalty(const RidgeSystem& system, const Matrix<double>& features,
                                 const std::vector<double>& penalties, MatrixView<const float> wanted,
                                 RidgeRoom& room, const World& world) {
  Matrix<double> errors(penalties.size(), wanted.columns());
  // A candidate is one rank's: a factorisation over the ranks would have the bits of its grid.
  const Slice mine = world.share(penalties.size());
  for (std::size_t p = mine.offset; p < mine.end(); ++p) {
    const auto of_columns =
        std::isinf(penalties[p])
            ? errors_by_column(Matrix<double>(wanted.rows(), wanted.columns()), wanted)
            : errors_by_column(ridge_predictions(system, penalties[p], features, room), wanted);
    std::copy(of_columns.begin(), of_columns.end(), errors.row(p).begin());
  }
  gather_shares(world, errors.values(), wanted.columns());
  return errors;
}

// Sums the columns of each group.
void add_groups(std::span<const double> of_columns, const std::vector<Slice>& groups, std::span<double> to) {
  for (std::size_t b = 0; b < groups.size(); ++b) {
    for (const double x : of_columns.subspan(groups[b].offset, groups[b].count)) to[b] += x;
  }
}

}  // namespace

Matrix<double> turn_errors(KernelRidge& ridge, double unit, const TurnCandidates& candidates,
                           const TurnValidation& validation, const World& world) {
  const auto& [kernel, widths, penalties, groups] = candidates;
  Matrix<double> errors(widths.size() * penalties.size(), groups.size());
  RidgeSystem system;
  RidgeRoom room;
  for (std::size_t w = 0; w < widths.size(); ++w) {
    const ScaledKernel scaled{kernel, widths[w] / unit};
    system = ridge.system(scaled, std::move(system));
    const auto features = ridge.features(scaled, validation.codes);
    const auto of_width = errors_by_penalty(system, features, penalties, validation.wanted, room, world);
    for (std::size_t p = 0; p < penalties.size(); ++p) {
      add_groups(of_width.row(p), groups, errors.row(w * penalties.size() + p));
    }
  }
  return errors;
}

TurnChoice best_turn(const TurnCandidates& candidates, MatrixView<const double> errors) {
  const auto& [kernel, widths, penalties, groups] = candidates;
  if (widths.empty() || penalties.empty()) {
    throw std::logic_error("best_turn: no width or no penalty to choose from");
  }
  TurnChoice best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t w = 0; w < widths.size(); ++w) {
    TurnChoice choice{widths[w], {}};
    double all = 0;
    for (std::size_t b = 0; b < groups.size(); ++b) {
      double least_of_group = std::numeric_limits<double>::infinity();
      double chosen = no_manifold;
      for (std::size_t p = 0; p < penalties.size(); ++p) {
        const double error = errors(w * penalties.size() + p, b);
        if (error > least_of_group) continue;
        least_of_group = error;
        chosen = penalties[p];
      }
      all += least_of_group;
      choice.penalties.push_back(chosen);
    }
    if (all > least) continue;
    least = all;
    best = choice;
  }
  return best;
}

}  // namespace lampyris
