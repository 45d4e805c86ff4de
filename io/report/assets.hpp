// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace lampyris::io {

/// The files of the report's page, as they stood when the program was built.
struct ReportAssets {
  std::string_view page;     ///< template.html
  std::string_view style;    ///< report.css
  std::string_view script;   ///< the files of web/js, one after the other
  std::string_view library;  ///< Apache ECharts; empty when it was missing at build time
};

[[nodiscard]] ReportAssets report_assets();

}  // namespace lampyris::io
