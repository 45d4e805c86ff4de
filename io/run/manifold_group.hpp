// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>

#include "io/hdf5/file.hpp"
#include "src/base/world.hpp"
#include "src/manifold/manifold_model.hpp"

namespace lampyris::io {

/// Collective; the same on every rank, each of which writes its share. The group /manifold: the principal
/// space of the scaled genes, decoder and encoder as kernel expansions, and the nodes.
void write_manifold(h5::File& file, const ManifoldModel& model, const World& world);

/// Reads the group of a model with so many genes. Not collective. Throws DataError that names the dataset
/// when its shapes do not fit together.
[[nodiscard]] ManifoldModel read_manifold(const h5::File& file, const std::filesystem::path& path,
                                          std::size_t genes);

}  // namespace lampyris::io
