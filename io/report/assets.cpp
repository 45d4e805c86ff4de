// SPDX-License-Identifier: Apache-2.0
#include "io/report/assets.hpp"

// Defined in assets.S, which the build generates.
extern "C" {
extern const char lampyris_report_template[], lampyris_report_template_end[];
extern const char lampyris_report_style[], lampyris_report_style_end[];
extern const char lampyris_report_script[], lampyris_report_script_end[];
extern const char lampyris_report_library[], lampyris_report_library_end[];
}

namespace lampyris::io {

ReportAssets report_assets() {
  return {.page = {lampyris_report_template, lampyris_report_template_end},
          .style = {lampyris_report_style, lampyris_report_style_end},
          .script = {lampyris_report_script, lampyris_report_script_end},
          .library = {lampyris_report_library, lampyris_report_library_end}};
}

}  // namespace lampyris::io
