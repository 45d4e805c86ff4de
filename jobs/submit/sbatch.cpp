// SPDX-License-Identifier: Apache-2.0
#include "jobs/submit/sbatch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "io/files/descriptor.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error(ExitCode::failed, fmt::format("submit: {}: {}", what, std::strerror(errno)));
}

// A file without a name: a pipe could fill up while sbatch waits for nobody to read what it says.
int file_with(std::string_view text) {
  const int file = memfd_create("batch script", MFD_CLOEXEC);
  for (std::string_view rest = text; file >= 0 && !rest.empty();) {
    const ssize_t written = write(file, rest.data(), rest.size());
    if (written < 0) fail("cannot write the batch script");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t got = read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// Starts sbatch with these as its input and output.
pid_t start(int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
  std::string name = "sbatch";
  std::string option = "--parsable";
  std::array<char*, 3> arguments{name.data(), option.data(), nullptr};
  pid_t child = -1;
  const int failed = posix_spawnp(&child, "sbatch", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT) {
    throw UsageError(
        "submit: sbatch was not found: submit where Slurm is, or without --yes keep the script and submit it "
        "there");
  }
  if (failed != 0) {
    errno = failed;
    fail("cannot start sbatch");
  }
  return child;
}

}  // namespace

std::string queue_script(const std::string& script) {
  const io::Descriptor in(file_with(script));
  std::array<int, 2> ends{};
  if (!in || pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot talk to sbatch");
  const io::Descriptor from(ends[0]);
  io::Descriptor to(ends[1]);
  const pid_t child = start(in.get(), to.get());
  to = io::Descriptor();  // else the end of what sbatch says is never seen
  const std::string said = read_all(from.get());
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("cannot wait for sbatch");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Error(ExitCode::failed, fmt::format("submit: sbatch refused the job: {}", said));
  }
  // "id", or "id;cluster", after warnings.
  const std::string last = said.substr(said.rfind('\n') + 1);
  return last.substr(0, last.find(';'));
}

}  // namespace lampyris::jobs
