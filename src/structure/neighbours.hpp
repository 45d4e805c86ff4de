// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/labelling.hpp"

namespace lampyris {

/// The fold of each sample: every class is shuffled and assigned to the folds in turn, the next class going
/// on where the last one stopped, so that folds and the classes within them differ by at most one sample. A
/// sample whose group has a fold goes there. `group_of` is that of each sample of the labelling; empty: each
/// is a group of its own.
[[nodiscard]] std::vector<std::size_t> stratified_folds(const Labelling& labelling, std::size_t folds,
                                                        std::uint64_t seed,
                                                        std::span<const std::size_t> group_of = {});

/// Collective. The part of the samples whose class is that of most of their `neighbours` nearest samples
/// outside their own fold. Of equally distant samples the lower index is nearer; of classes with equally many
/// the first one wins. Samples are distributed over the ranks.
[[nodiscard]] double neighbour_accuracy(const Matrix<double>& distances, const Labelling& labelling,
                                        std::span<const std::size_t> fold_of, std::size_t neighbours,
                                        const World& world);

}  // namespace lampyris
