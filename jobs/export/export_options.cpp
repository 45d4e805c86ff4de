// SPDX-License-Identifier: Apache-2.0
#include "jobs/export/export_options.hpp"

#include <fmt/format.h>

#include "src/base/error.hpp"

namespace lampyris::jobs {

ExportFormat ExportOptions::chosen_format() const {
  if (!format.empty()) return value_of<ExportFormat>(format, "--format");
  const std::string ending = out.extension().string();
  const auto found = find_value<ExportFormat>(ending.empty() ? ending : ending.substr(1));
  if (!found) {
    throw UsageError(fmt::format(
        "--out {}: its ending names no format; must be .h5ad, .onnx or .npz, or --format one of them",
        out.string()));
  }
  return *found;
}

}  // namespace lampyris::jobs
