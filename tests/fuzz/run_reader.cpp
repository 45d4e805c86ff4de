// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/run_reader.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "src/base/error.hpp"

namespace lampyris::fuzz {
namespace {

namespace fs = std::filesystem;

struct Directory {
  fs::path path;

  Directory() {
    const fs::path memory = "/dev/shm";
    std::error_code ignored;
    const auto parent = fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path();
    path = parent / ("lampyris_fuzz_" + std::to_string(getpid()));
    fs::create_directories(path);
  }
  ~Directory() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

[[noreturn]] void fail(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

void check_message(const std::string& message) {
  if (message.empty() || message.find('\n') != std::string::npos) fail("not one line of error", message);
}

}  // namespace

const fs::path& directory() {
  static const Directory one;
  return one.path;
}

fs::path write_file(const std::string& name, std::string_view bytes) {
  auto path = directory() / name;
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

std::vector<std::string> split_files(std::string_view input, std::size_t count) {
  constexpr std::string_view mark = "=====\n";
  std::vector<std::string> parts(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = i + 1 < count ? input.find(mark) : std::string_view::npos;
    parts[i] = input.substr(0, end);
    input = end == std::string_view::npos ? std::string_view() : input.substr(end + mark.size());
  }
  return parts;
}

int run_reader(const std::function<void()>& read) {
  try {
    read();
  } catch (const DataError& error) {
    check_message(error.what());
  } catch (const UsageError& error) {
    check_message(error.what());
  } catch (const std::exception& error) {
    fail("escaped", error.what());
  }
  return 0;
}

}  // namespace lampyris::fuzz
