// SPDX-License-Identifier: Apache-2.0
#include "io/run/scaling_group.hpp"

namespace lampyris::io {

void write_scaling(h5::File& file, const Scaling& scaling) {
  file.make_group("/scaling");
  file.set_attribute("/scaling", "name", scaling.name);
  file.set_attribute("/scaling", "low", static_cast<double>(scaling.low));
  file.set_attribute("/scaling", "high", static_cast<double>(scaling.high));
  file.write<float>("/scaling/offset", scaling.offset);
  file.write<float>("/scaling/factor", scaling.factor);
  file.write<float>("/scaling/mean", scaling.mean);
}

}  // namespace lampyris::io
