// SPDX-License-Identifier: Apache-2.0
#include "io/expression/hdf5_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris::io {

void Hdf5Source::read(Slice samples, MatrixView<float> values) const {
  values_->read(file_, samples, values);
  if (!index_.counts) return;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    // To know whether takes many values at once, to find which does not.
    bool any = false;
    for (const float value : row) any |= value < 0;
    if (!any) continue;
    const auto negative = std::ranges::find_if(row, [](float value) { return value < 0; });
    throw DataError(fmt::format("{}: {} for sample \"{}\" and gene \"{}\"; a count must not be negative",
                                file_.path().string(), *negative, index_.samples[samples.offset + i],
                                index_.genes[static_cast<std::size_t>(negative - row.begin())]));
  }
}

}  // namespace lampyris::io
