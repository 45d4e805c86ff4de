// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace lampyris::test {

/// Returns where the real data of the tests should be: the environment's LAMPYRIS_TEST_DATA, else the folder
/// that CMake was given under the same name.
inline std::filesystem::path real_data_place() {
  const char* given = std::getenv("LAMPYRIS_TEST_DATA");
  return given != nullptr ? given : LAMPYRIS_DEFAULT_TEST_DATA;
}

/// Returns the folder of real data; empty when it is not there: then a test skips, saying no_real_data().
inline std::filesystem::path real_data() {
  const auto place = real_data_place();
  std::error_code ignored;
  return std::filesystem::is_directory(place, ignored) ? place : std::filesystem::path();
}

/// Says what is not there and how to get it.
inline std::string no_real_data() {
  return "real data are not at " + real_data_place().string() +
         ": set LAMPYRIS_TEST_DATA to a folder with the files of tests/README.md";
}

}  // namespace lampyris::test
