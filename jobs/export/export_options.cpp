// SPDX-License-Identifier: Apache-2.0
#include "jobs/export/export_options.hpp"

namespace lampyris::jobs {

ExportFormat ExportOptions::chosen_format() const {
  if (!format.empty()) return value_of<ExportFormat>(format, "--format");
  const std::string ending = out.extension().string();
  return find_value<ExportFormat>(ending.empty() ? ending : ending.substr(1)).value_or(ExportFormat::h5ad);
}

}  // namespace lampyris::jobs
