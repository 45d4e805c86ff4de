// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/hdf5/file.hpp"
#include "src/cohort/scaling.hpp"

namespace lampyris::io {

/// Collective; the same on every rank. The group /scaling: attributes name, low, high; offset, factor and
/// mean, one value a gene.
void write_scaling(h5::File& file, const Scaling& scaling);

}  // namespace lampyris::io
