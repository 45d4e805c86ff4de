// SPDX-License-Identifier: Apache-2.0
#include "io/report/page.hpp"

#include <gtest/gtest.h>

#include <string>

namespace lampyris::io {
namespace {

TEST(ReportPage, PlaceholdersAreFilledOnceAndNothingElse) {
  const ReportAssets assets = {.page = "<t>{{title}}</t>{{style}}|{{other}}|{{data}}|{{library}}|{{script}}",
                               .style = "{{title}}",
                               .script = "s",
                               .library = "l"};
  EXPECT_EQ(fill_page(assets, "a", {{"k", "{{script}}"}}),
            R"(<t>a</t>{{title}}|{{other}}|{"k":"{{script}}"}|l|s)");
}

TEST(ReportPage, NothingEndsItsElement) {
  const ReportAssets assets = {
      .page = "{{title}}|{{data}}|{{script}}", .style = "", .script = "x = '</script>';", .library = ""};
  const std::string page = fill_page(assets, "<b>&\"", {{"k", "</script><!--<script>"}, {"bad", "\xff"}});
  EXPECT_EQ(
      page,
      "&lt;b&gt;&amp;&quot;|{\"k\":\"\\u003c/script>\\u003c!--\\u003cscript>\",\"bad\":\"\xEF\xBF\xBD\"}|"
      "x = '<\\/script>';");
}

TEST(ReportPage, TheBinaryCarriesItsFiles) {
  const ReportAssets assets = report_assets();
  EXPECT_TRUE(assets.page.starts_with("<!doctype html>"));
  EXPECT_NE(assets.style.find("prefers-color-scheme: dark"), std::string_view::npos);
  EXPECT_NE(assets.script.find("drawAllCharts();"), std::string_view::npos);
}

}  // namespace
}  // namespace lampyris::io
