// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/settings/settings.hpp"

namespace lampyris::test {

/// A context that keeps what a job says, and the context's settings.
struct JobContext {
  explicit JobContext(const mpi::Communicator& ranks)
      : context{ranks,
                settings,
                [] { return false; },
                [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
                [this](const std::string& line) { said.push_back(line); },
                [this](const std::string& line) { summary.push_back(line); }} {}
  JobContext(const JobContext&) = delete;
  JobContext& operator=(const JobContext&) = delete;

  jobs::Settings settings;
  std::vector<std::string> said, summary;
  jobs::Context context;
};

}  // namespace lampyris::test
