// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "src/base/error.hpp"

namespace lampyris::jobs {

struct Log::State {
  LogOptions options;
  std::shared_ptr<spdlog::logger> terminal;
  std::shared_ptr<spdlog::logger> file;
};

Log::Log(LogOptions options) : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->terminal =
      std::make_shared<spdlog::logger>("lampyris", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  state_->terminal->set_pattern(options.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e","level":"%l","message":%v})"
                                             : "[%H:%M:%S] %v");
  if (options.quiet) state_->terminal->set_level(spdlog::level::off);
}

Log::~Log() = default;

void Log::open_file(const std::filesystem::path& path) {
  try {
    state_->file = std::make_shared<spdlog::logger>(
        "file", std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string()));
  } catch (const spdlog::spdlog_ex& error) {
    throw DataError(fmt::format("cannot write {}: choose another run.directory", path.string()));
  }
  state_->file->set_pattern("%Y-%m-%d %H:%M:%S %v");
  state_->file->flush_on(spdlog::level::info);
  // A full disk is reported by what writes results; the log alone never ends a job.
  state_->file->set_error_handler([](const std::string&) {});
}

void Log::say(const std::string& line) {
  // The line goes in as data, never as a format.
  state_->terminal->info("{}", state_->options.json ? nlohmann::json(line).dump() : line);
  note(line);
}

void Log::note(const std::string& line) {
  if (state_->file) state_->file->info("{}", line);
}

}  // namespace lampyris::jobs
