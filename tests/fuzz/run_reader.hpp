// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lampyris::fuzz {

/// A directory in memory where there is one, removed at the end of the process.
[[nodiscard]] const std::filesystem::path& directory();

/// Writes a file of this name in directory(), in the place of the one before.
std::filesystem::path write_file(const std::string& name, std::string_view bytes);

/// The parts of an input that stands for several files, between lines "=====": always `count` of them, empty
/// where the input ends early.
[[nodiscard]] std::vector<std::string> split_files(std::string_view input, std::size_t count);

/// Calls `read`, which may throw DataError or UsageError with one line of text. Whatever else it throws ends
/// the process.
int run_reader(const std::function<void()>& read);

[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};  // NOLINT: libFuzzer gives bytes
}

}  // namespace lampyris::fuzz
