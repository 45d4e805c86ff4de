// SPDX-License-Identifier: Apache-2.0
#include "tests/io/report/browser.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace lampyris::test {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string BrowserVisit::root_attribute(const std::string& name) const {
  const std::string root = dom.substr(0, dom.find("<head"));
  const std::string open = " " + name + "=\"";
  const auto from = root.find(open);
  if (from == std::string::npos) return "";
  const auto value = from + open.size();
  return root.substr(value, root.find('"', value) - value);
}

BrowserVisit visit(const fs::path& page, const fs::path& scratch) {
  const fs::path dom = scratch / "dom.html", log = scratch / "browser.log", profile = scratch / "profile";
  fs::remove_all(profile);
  const std::string command = fmt::format(
      "timeout 100 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
      "--disable-dev-shm-usage "
      "--disable-background-networking --disable-component-update --disable-sync --enable-logging=stderr "
      "--v=0 "
      "--proxy-server=127.0.0.1:9 --window-size=1280,2000 --user-data-dir='{}' --virtual-time-budget=8000 "
      "--dump-dom "
      "'file://{}' >'{}' 2>'{}'",
      profile.string(), page.string(), dom.string(), log.string());
  BrowserVisit made;
  made.exit_code = std::system(command.c_str());
  made.dom = text_of(dom);
  made.log = text_of(log);
  std::istringstream lines(made.log);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("CONSOLE") != std::string::npos) made.console += line + "\n";
  }
  return made;
}

}  // namespace lampyris::test
