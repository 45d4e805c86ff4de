// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/settings_text.hpp"

#include <fmt/format.h>

#include <sstream>

#include "jobs/settings/keys.hpp"
#include "jobs/settings/presets.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* job_file_head =
    R"(# Every key of a job file, with its default: keep the lines that you change, and name your inputs.
# Paths are taken from the current directory; an empty text is "not given". A list of one may be written as the
# one. The command line replaces any key: --set section.key=value.
)";

constexpr const char* contrast_head =
    R"(# One for each question of cases and controls. Nothing of it has a default that could run, so it stands in
# comments: take them away from the lines that you need.
)";

constexpr const char* sweep_example = R"(
# [sweep]
# For lampyris sweep: keys with a list of values each; every combination is a cell. Several [[sweep]] are several
# grids. [text in quotes = list of values]
# "model.widths" = [[64], [128], [64, 64]]
# "run.seed" = [1, 2, 3]
)";

constexpr const char* sweep_page = R"(
## [sweep]

For `lampyris sweep`: any key above, in quotes, with a list of values; every combination of values is a cell. Keys that change no
result cannot be swept: `preset`, `run.directory`, `run.max_hours`, `train.checkpoint_minutes` and `[compute]`. Several `[[sweep]]`
are several grids, one after another. See [sweeps](index.md#sweeps).

```toml
[sweep]
"model.widths" = [[64], [128], [64, 64]]
"run.seed" = [1, 2, 3]
```
)";

constexpr const char* markdown_head =
    R"(# Settings

<!-- Written by `lampyris settings --markdown`; a test holds it equal. Change jobs/settings/*_keys.cpp. -->

Every key of a job file, its default and its range; all are optional but `cohort.inputs`. `lampyris settings` prints the same as a
job file to start from. The command line replaces any key: `--set section.key=value`, as often as needed.

Paths are taken from the current directory, and an empty text is "not given". A list of one may be written as the one. A key that
is not here, a wrong type and a value out of range are errors that name the file, the line, the key and the nearest valid one.
)";

/// "a = 1", texts in double quotes, numbers in as few digits as give them again.
template <class Owner>
std::string assignment(const Key<Owner>& key, const Owner& owner, const std::string& name) {
  toml::table table;
  key.write(owner, table, name);
  if (const auto number = table.get(name)->template value_exact<double>()) {
    return fmt::format("{} = {}", name, *number);
  }
  std::ostringstream text;
  text << toml::toml_formatter(
      table, toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings);
  return text.str();
}

/// The value alone.
template <class Owner>
std::string value_in(const Key<Owner>& key, const Owner& owner) {
  const auto text = assignment(key, owner, "x");
  return text.substr(text.find('=') + 2);
}

std::string own_name(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

template <class Owner>
std::string type_and_range(const Key<Owner>& key) {
  if (key.range.empty()) return key.type;
  return fmt::format("{}{} {}", key.type, key.type == "choice" ? ":" : "", key.range);
}

template <class Owner>
std::string describe_key(const Key<Owner>& key) {
  constexpr std::size_t longest = 110;
  const auto value = type_and_range(key);
  const bool one_line = key.help.size() + value.size() < longest;
  return fmt::format("{}.{}[{}]", key.help, one_line ? " " : "\n# ", value);
}

std::string for_table_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

template <class Owner>
std::string table_row(const Key<Owner>& key, const Owner& defaults) {
  return fmt::format("| `{}` | `{}` | {} | {} |\n", own_name(key.name), value_in(key, defaults),
                     for_table_cell(type_and_range(key)), for_table_cell(key.help));
}

constexpr const char* table_head = "| key | default | value | what it is |\n|---|---|---|---|\n";

constexpr const char* preset_head =
    "\n## preset = \"dwivedi2020\"\n\nThe article's network. Its defaults differ from those above in these "
    "keys:\n\n| key | lampyris | dwivedi2020 |\n|---|---|---|\n";

std::string preset_table(const Settings& defaults) {
  const Settings other = settings_of_preset(Preset::dwivedi2020);
  std::string text = preset_head;
  for (const auto& key : job_keys()) {
    const auto here = value_in(key, defaults);
    const auto there = value_in(key, other);
    if (here != there && key.name != "preset") {
      text += fmt::format("| `{}` | `{}` | `{}` |\n", key.name, here, there);
    }
  }
  return text;
}

}  // namespace

std::string annotated_job_file() {
  const Settings defaults = settings_of_preset(default_preset);
  std::string text = job_file_head;
  for (const auto& section : sections()) {
    text += '\n';
    if (!section.name.empty()) text += fmt::format("# ---- {}\n[{}]\n", section.help, section.name);
    for (const auto& key : section.keys) {
      text += fmt::format("# {}\n{}\n", describe_key(key), assignment(key, defaults, own_name(key.name)));
    }
  }
  text += sweep_example;
  text += fmt::format("\n{}# [[modules.contrast]]\n", contrast_head);
  for (const auto& key : contrast_keys()) {
    text += fmt::format("# {}\n# {}\n", describe_key(key), assignment(key, Settings::Contrast(), key.name));
  }
  return text;
}

std::string settings_markdown() {
  const Settings defaults = settings_of_preset(default_preset);
  std::string text = markdown_head;
  for (const auto& section : sections()) {
    const auto title = section.name.empty() ? "Before all sections" : fmt::format("[{}]", section.name);
    text += fmt::format("\n## {}\n\n{}.\n\n{}", title, section.help, table_head);
    for (const auto& key : section.keys) text += table_row(key, defaults);
  }
  text += preset_table(defaults);
  text += fmt::format("\n## [[modules.contrast]]\n\nOne for each question of cases and controls.\n\n{}",
                      table_head);
  for (const auto& key : contrast_keys()) text += table_row(key, Settings::Contrast());
  return text + sweep_page;
}

}  // namespace lampyris::jobs
