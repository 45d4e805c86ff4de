// SPDX-License-Identifier: Apache-2.0
#include "jobs/show_settings/show_settings_job.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "jobs/settings/settings_text.hpp"

namespace lampyris::jobs {

Job show_settings_command() {
  const auto markdown = std::make_shared<bool>(false);
  return {"settings", "An annotated job file: every key, its default, its range and a line of help",
          "Examples:\n  lampyris settings > job.toml\n  lampyris settings --markdown > docs/settings.md",
          [markdown](CLI::App& command, CommonOptions& common) {
            command.add_flag("--markdown", *markdown, "As a page of documentation")->disable_flag_override();
            add_common_options(command, common);
          },
          [markdown](const Context& context, const CommonOptions&) {
            std::string text = *markdown ? settings_markdown() : annotated_job_file();
            text.pop_back();  // a line of the summary ends by itself
            context.summary(text);
          }};
}

}  // namespace lampyris::jobs
