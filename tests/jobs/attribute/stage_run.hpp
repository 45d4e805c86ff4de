// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "io/run/model_file.hpp"
#include "jobs/program/context.hpp"
#include "tests/src/attribution/models.hpp"

namespace lampyris::test {

/// The lines that a stage said.
struct Spoken {
  std::vector<std::string> said, summary;
};

inline jobs::Context make_context(const mpi::Communicator& ranks, const jobs::Settings& settings,
                                  Spoken& spoken) {
  return {ranks,
          settings,
          [] { return false; },
          [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
          [&spoken](const std::string& line) { spoken.said.push_back(line); },
          [&spoken](const std::string& line) { spoken.summary.push_back(line); }};
}

/// The whole file; empty when there is none.
inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

}  // namespace lampyris::test
