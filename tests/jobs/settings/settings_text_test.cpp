// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/settings_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "jobs/settings/config.hpp"
#include "jobs/settings/keys.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

class SettingsText : public testing::Test {
 protected:
  fs::path path_ = fs::temp_directory_path() / "lampyris_settings_text_test.toml";
  void TearDown() override { fs::remove(path_); }
  Settings read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_settings(path_, {});
  }
};

TEST_F(SettingsText, TheAnnotatedJobFileGivesTheDefaults) {
  EXPECT_EQ(to_toml(read(annotated_job_file())), to_toml(read("")));
}

TEST_F(SettingsText, EveryKeyStandsInItOnceBehindItsHelp) {
  std::istringstream text(annotated_job_file());
  std::set<std::string> found;
  std::string section;
  std::string before;
  for (std::string line; std::getline(text, line); before = line) {
    if (line.starts_with("[")) section = line.substr(1, line.size() - 2) + ".";
    if (line.empty() || line[0] == '#' || line[0] == '[') continue;
    const auto name = section + line.substr(0, line.find(' '));
    EXPECT_TRUE(found.insert(name).second) << name << " stands twice";
    EXPECT_TRUE(before.starts_with("# ")) << name << " has no help";
  }
  EXPECT_EQ(found.size(), job_keys().size());
  for (const auto& key : job_keys()) EXPECT_TRUE(found.contains(key.name)) << key.name;
}

// What stands in comments is a contrast when the comments are taken away, and the needed is filled in.
TEST_F(SettingsText, TheExampleOfAContrastIsOne) {
  const auto text = annotated_job_file();
  const auto at = text.find("# [[modules.contrast]]");
  ASSERT_NE(at, std::string::npos);
  std::istringstream lines(text.substr(at));
  std::string contrast;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" = ") != std::string::npos && line.find(". [") == std::string::npos) line = line.substr(2);
    if (line.starts_with("# [[")) line = line.substr(2);
    for (const auto& [empty, given] :
         {std::pair{"name = \"\"", "name = \"x\""}, std::pair{"cases = \"\"", "cases = \"a=b\""},
          std::pair{"controls = \"\"", "controls = \"a=c\""}}) {
      if (line == empty) line = given;
    }
    contrast += line + "\n";
  }
  const auto settings = read(contrast);
  ASSERT_EQ(settings.modules.contrasts.size(), 1U) << contrast;
  EXPECT_EQ(settings.modules.contrasts[0].standardise, Standardise::within);
}

TEST_F(SettingsText, EveryKeyHasTypeAndHelp) {
  const auto check = [](const auto& key) {
    EXPECT_FALSE(key.type.empty()) << key.name;
    EXPECT_GT(key.help.size(), 5U) << key.name;
    EXPECT_NE(key.help.back(), '.') << key.name;
    EXPECT_EQ(key.type.find("path") != std::string::npos, static_cast<bool>(key.paths)) << key.name;
  };
  for (const auto& key : job_keys()) check(key);
  for (const auto& key : contrast_keys()) check(key);
}

TEST_F(SettingsText, ThePageOfTheDocumentationIsUpToDate) {
  std::ifstream file(LAMPYRIS_SETTINGS_PAGE, std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page == settings_markdown())
      << "docs/settings.md is not what `lampyris settings --markdown` prints; write it again";
}

}  // namespace
}  // namespace lampyris::jobs
