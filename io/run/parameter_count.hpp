// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>

#include "mpi/communicator.hpp"

namespace lampyris::io {

/// Collective. Counts the numbers that model.h5 holds to encode and decode samples: weights and biases, or
/// principal space, landmarks and kernel expansions; not scaling, statistics and ranges. When the weights
/// are `tied`, which the file does not say, they count once. Throws DataError when there is no such file.
[[nodiscard]] std::size_t count_parameters(const std::filesystem::path& model, bool tied,
                                           const mpi::Communicator& ranks);

}  // namespace lampyris::io
