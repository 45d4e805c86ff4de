// SPDX-License-Identifier: Apache-2.0
#include "io/report/page.hpp"

#include <array>
#include <utility>

namespace lampyris::io {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string escape_html(std::string_view text) {
  std::string safe(text);
  replace_all(safe, "&", "&amp;");
  replace_all(safe, "<", "&lt;");
  replace_all(safe, ">", "&gt;");
  replace_all(safe, "\"", "&quot;");
  return safe;
}

/// In JSON "<" stands only inside strings, where the escape means the same; "</" and "<!--" never reach the
/// page.
std::string data_block(const nlohmann::ordered_json& document) {
  std::string text = document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  replace_all(text, "<", "\\u003c");
  return text;
}

std::string script_block(std::string_view script) {
  std::string text(script);
  replace_all(text, "</script", "<\\/script");
  return text;
}

}  // namespace

std::string fill_page(const ReportAssets& assets, std::string_view title,
                      const nlohmann::ordered_json& document) {
  const std::array<std::pair<std::string_view, std::string>, 5> values = {
      {{"{{title}}", escape_html(title)},
       {"{{style}}", std::string(assets.style)},
       {"{{data}}", data_block(document)},
       {"{{library}}", script_block(assets.library)},
       {"{{script}}", script_block(assets.script)}}};
  // One pass, so that a placeholder's text inside a value stays as it is.
  std::string page;
  std::string_view rest = assets.page;
  while (!rest.empty()) {
    const auto open = rest.find("{{");
    page += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    rest.remove_prefix(open);
    std::size_t used = 0;
    for (const auto& [name, value] : values) {
      if (!rest.starts_with(name)) continue;
      page += value;
      used = name.size();
    }
    if (used == 0) page += rest.substr(0, used = 2);
    rest.remove_prefix(used);
  }
  return page;
}

}  // namespace lampyris::io
