// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file_check.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "io/hdf5/file_state.hpp"
#include "io/hdf5/file_walk.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/system_call_filter.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

namespace fs = std::filesystem;

// The name by which a program with this code is called to check a file, and nothing else.
constexpr const char* checker_name = "lampyris-check-hdf5";

// ---- The process that checks.

// A sanitizer takes memory and makes calls of its own.
#ifdef LAMPYRIS_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

void limit(__rlimit_resource what, rlim_t most) {
  rlimit now{};
  ::getrlimit(what, &now);
  const rlim_t lower = std::min(most, now.rlim_max);
  const rlimit changed{lower, lower};
  ::setrlimit(what, &changed);
}

// What the loader and its libraries take already is not counted.
rlim_t memory_of_this_process() {
  std::ifstream file("/proc/self/statm");
  rlim_t pages = 0;
  file >> pages;
  return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

void limit_myself(const fs::path& path) {
  // What is damaged asks for much that it does not have: a small file needs little.
  constexpr rlim_t most_memory = rlim_t{2} << 30;
  constexpr rlim_t least_memory = rlim_t{512} << 20;
  constexpr rlim_t most_compression = 256;
  constexpr rlim_t seconds = 10;
  constexpr rlim_t bytes_a_second = 20'000'000;
  std::error_code failure;
  const auto found = fs::file_size(path, failure);
  const rlim_t size = failure ? 0 : found;
  const rlim_t memory = std::min(most_memory, least_memory + most_compression * std::min(size, most_memory));
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!sanitized) limit(RLIMIT_AS, memory_of_this_process() + memory);
  limit(RLIMIT_CPU, seconds + size / bytes_a_second);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
}

int check_alone(const fs::path& path) {
  try {
    limit_myself(path);
    const OpenFile file(open_unchecked(path));
    if (!sanitized) allow_reading_alone();
    walk(file.id(), path);
  } catch (const std::exception& error) {
    const std::string_view text = error.what();
    return ::write(STDOUT_FILENO, text.data(), text.size()) < 0 ? 1 : static_cast<int>(ExitCode::data);
  }
  return 0;
}

// Before main, and so before MPI: every program that reads HDF5 files can be called to check one, the tests,
// too. _exit, so that nothing of the file is touched again.
__attribute__((constructor)) void check_when_called_to(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[0], checker_name) == 0) ::_exit(check_alone(arguments[1]));
}

// ---- The process that asks.

using Identity = std::tuple<dev_t, ino_t, off_t, time_t, long>;

struct Checked {
  std::mutex mutex;
  std::set<Identity> files;
  bool all = false;
};

Checked& checked() {
  static Checked one;
  return one;
}

bool identify(const fs::path& path, Identity& identity) {
  struct stat state {};
  if (::stat(path.c_str(), &state) != 0) return false;
  identity = {state.st_dev, state.st_ino, state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec};
  return true;
}

std::vector<char*> environment_of_checker(std::array<std::string, 2>& more) {
  // Libraries that are loaded but not used make no threads.
  more = {"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"};
  std::vector<char*> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("OMP_NUM_THREADS=") && !text.starts_with("OPENBLAS_NUM_THREADS=")) {
      all.push_back(*entry);
    }
  }
  for (auto& text : more) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// A child by posix_spawn, not by fork: pages that a network card writes to must not be copied.
// A signal that asks the job to stop often goes to all its processes; a check that it ended would look like a
// damaged file. The checker ends with the process that asked, if not before.
void keep_signals_away(posix_spawnattr_t& attributes) {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&blocked, number);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
}

pid_t start_checker(const fs::path& path, int output) {
  std::string name = checker_name;
  std::string file = path.string();
  std::array<char*, 3> arguments{name.data(), file.data(), nullptr};
  std::array<std::string, 2> more;
  auto environment = environment_of_checker(more);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  keep_signals_away(attributes);
  pid_t child = -1;
  const int failure =
      ::posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == 0) return child;
  throw Error(ExitCode::failed, fmt::format("{}: the process that checks it cannot be started: {}",
                                            path.string(), std::strerror(failure)));
}

std::string read_all(int input) {
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const auto count = ::read(input, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

void judge(int status, const std::string& text, const fs::path& path) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (WIFEXITED(status) && !text.empty()) throw DataError(text);
  const bool slow = WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
  throw DataError(fmt::format("{}: damaged: the HDF5 library {} it; get the file again, or write it anew",
                              path.string(), slow ? "does not come to an end with" : "crashes on"));
}

void run_checker(const fs::path& path) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    throw Error(ExitCode::failed,
                fmt::format("{}: cannot be checked: {}", path.string(), std::strerror(errno)));
  }
  pid_t child = -1;
  try {
    child = start_checker(path, pipe[1]);
  } catch (...) {
    ::close(pipe[0]);
    ::close(pipe[1]);
    throw;
  }
  ::close(pipe[1]);
  const auto text = read_all(pipe[0]);
  ::close(pipe[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  judge(status, text, path);
}

}  // namespace

void check_file(const fs::path& path) {
  auto& known = checked();
  const std::lock_guard lock(known.mutex);
  Identity identity;
  if (known.all || !identify(path, identity) || known.files.contains(identity)) return;
  run_checker(path);
  known.files.insert(identity);
}

void trust_file(const fs::path& path) {
  auto& known = checked();
  const std::lock_guard lock(known.mutex);
  Identity identity;
  if (identify(path, identity)) known.files.insert(identity);
}

void trust_all_files() {
  checked().all = true;
}

}  // namespace lampyris::io::h5
