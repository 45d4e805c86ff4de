// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "io/hdf5/file.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/world.hpp"

namespace lampyris::io {

// Vectors laid out as a ParameterLayout, in a file that knows no ranks: the group `name` holds a dataset
// weights<l> (the stored matrix of ParameterPiece) and bias<l> (one row) for each piece.

/// Collective. Every rank writes the elements that are its own.
void write_parameters(h5::File& file, const std::string& name, const ParameterLayout& layout,
                      std::span<const float> values);

/// Not collective. Fills all elements of the layout. Throws DataError when a dataset is missing or of another
/// shape.
void read_parameters(const h5::File& file, const std::string& name, const ParameterLayout& layout,
                     std::span<float> values);

/// Collective. Returns the UnorderedChecksum of the whole vector, however its elements are distributed over
/// ranks; the index of each is that in an Autoencoder.
[[nodiscard]] std::uint64_t parameter_checksum(const ParameterLayout& layout, std::span<const float> values,
                                               const World& world);

}  // namespace lampyris::io
