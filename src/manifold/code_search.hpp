// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"
#include "src/manifold/code_objective.hpp"

namespace lampyris {

/// How codes are searched.
struct CodeSearchOptions {
  std::size_t steps = 40;    ///< steps at most, each of one or a few evaluations
  std::size_t history = 10;  ///< pairs of changes that L-BFGS keeps
  double tolerance = 1e-6;   ///< a sample is done when a step lowers its error by less than this part
};

/// Moves each code, n × k, to a minimum of its sample's error, by L-BFGS with a line search of its own: what
/// becomes of a sample depends on that sample alone. Samples that are done leave the products.
template <class T>
void search_codes(const CodeObjective<T>& objective, const CodeTargets<T>& targets, MatrixView<T> codes,
                  const CodeSearchOptions& options);

}  // namespace lampyris
