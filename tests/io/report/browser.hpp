// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace lampyris::test {

/// The outcome of opening a page in headless Chromium.
struct BrowserVisit {
  int exit_code = -1;
  std::string dom;      ///< the document after its scripts have run
  std::string console;  ///< what scripts said or failed with, one message a line
  std::string log;      ///< everything the browser wrote to stderr

  /// The value of an attribute of the root element; "" when it is absent.
  [[nodiscard]] std::string root_attribute(const std::string& name) const;
};

/// Opens a file in headless Chromium with a fresh profile below `scratch`, without the network.
[[nodiscard]] BrowserVisit visit(const std::filesystem::path& page, const std::filesystem::path& scratch);

}  // namespace lampyris::test
