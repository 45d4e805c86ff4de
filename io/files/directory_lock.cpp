// SPDX-License-Identifier: Apache-2.0
#include "io/files/directory_lock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <stop_token>
#include <thread>
#include <utility>

#include "io/files/atomic_file.hpp"
#include "io/files/descriptor.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

enum class Claim { got, held, unknown };  // unknown: the filesystem has no locks

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

LockHolder this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::random_device random;
  return {host.data(),
          static_cast<long>(getpid()),
          fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))),
          environment("SLURM_JOB_ID"),
          std::atol(environment("SLURM_RESTART_COUNT").c_str()),
          fmt::format("{:08x}{:08x}", random(), random())};
}

std::string text_of(const LockHolder& holder) {
  return Json{{"host", holder.host},           {"pid", holder.pid},           {"started", holder.started},
              {"slurm_job", holder.slurm_job}, {"restarts", holder.restarts}, {"token", holder.token}}
             .dump() +
         "\n";
}

// None of an empty file, which was given back, and of one that says nothing.
std::optional<LockHolder> read_holder(const Descriptor& file) {
  std::array<char, 4096> text{};
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  if (size <= 0) return std::nullopt;
  const Json read = Json::parse(text.data(), text.data() + size, nullptr, false);
  try {
    return LockHolder{read.at("host"),      read.at("pid"),      read.at("started"),
                      read.at("slurm_job"), read.at("restarts"), read.at("token")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Claim claim(const Descriptor& file) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  // Of the open file, not of the process: closing another descriptor of the same file would end the other
  // kind.
  if (fcntl(file.get(), F_OFD_SETLK, &whole) == 0) return Claim::got;
  return errno == EAGAIN || errno == EACCES ? Claim::held : Claim::unknown;
}

struct stat status_of(const Descriptor& file) {
  struct stat status {};
  (void)fstat(file.get(), &status);
  return status;
}

double modified(const Descriptor& file) {
  const auto time = status_of(file).st_mtim;
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

bool is_earlier_start(const LockHolder& holder, const LockHolder& me) {
  return !me.slurm_job.empty() && holder.slurm_job == me.slurm_job && holder.restarts < me.restarts;
}

}  // namespace

std::string LockHolder::describe() const {
  return fmt::format("host {}, process {}, since {}", host, pid, started);
}

struct DirectoryLock::State {
  Options options;
  LockHolder me = this_process();
  Descriptor file{};
  std::optional<LockHolder> before{};
  std::jthread keeper{};

  [[noreturn]] void refuse(const LockHolder& holder) const {
    throw UsageError(
        fmt::format("{}: another run works there ({}): wait for its end, or choose another directory",
                    options.file.parent_path().parent_path().string(), holder.describe()));
  }

  void open() {
    file = Descriptor(::open(options.file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (!file) {
      throw DataError(fmt::format("cannot write {}: {}; choose a directory that can be written",
                                  options.file.string(), std::strerror(errno)));
    }
  }

  // A new file under the old name: whoever holds the old one sees that the name leads elsewhere.
  void replace() {
    const fs::path fresh = make_temporary(options.file);
    const Descriptor old = std::move(file);
    file = Descriptor(::open(fresh.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    (void)claim(file);
    write();
    put_in_place(fresh, options.file);
  }

  void write() const {
    const std::string text = text_of(me);
    const bool good =
        ftruncate(file.get(), 0) == 0 &&
        ::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
        fsync(file.get()) == 0;
    if (!good) {
      throw DataError(fmt::format("cannot write {}: {}; free some space or choose another directory",
                                  options.file.string(), std::strerror(errno)));
    }
  }

  // Where locks end at the host, a live holder on another one touches its file within the lease.
  void await_end_of_lease(const LockHolder& holder) const {
    const double last = modified(file);
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::duration<double>(options.lease_seconds);
    while (std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      if (modified(file) != last) refuse(holder);
    }
  }

  Claim look() {
    open();
    const Claim outcome = claim(file);
    before = read_holder(file);
    return outcome;
  }

  void take() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(options.wait_seconds);
    Claim outcome = look();
    while (outcome == Claim::held && std::chrono::steady_clock::now() < until) {
      if (before && is_earlier_start(*before, me)) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      outcome = look();
    }
    if (before && is_earlier_start(*before, me)) return replace();
    if (outcome == Claim::held) refuse(before.value_or(LockHolder{"unknown", 0, "", "", 0, ""}));
    const bool sure = outcome == Claim::got && before && before->host == me.host;
    if (before && !sure) await_end_of_lease(*before);
    write();
  }

  [[nodiscard]] bool held() const {
    struct stat named {};
    const auto mine = status_of(file);
    if (stat(options.file.c_str(), &named) != 0 || named.st_dev != mine.st_dev || named.st_ino != mine.st_ino)
      return false;
    const auto holder = read_holder(file);
    return holder && holder->token == me.token;
  }

  void touch_until(const std::stop_token& end) const {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock guard(mutex);
    while (!end.stop_requested()) {
      (void)futimens(file.get(), nullptr);
      wake.wait_for(guard, end, std::chrono::duration<double>(options.lease_seconds / 6),
                    [] { return false; });
    }
  }
};

DirectoryLock::DirectoryLock(Options options) : state_(std::make_unique<State>(State{std::move(options)})) {
  state_->take();
  state_->keeper = std::jthread([&state = *state_](const std::stop_token& end) { state.touch_until(end); });
}

DirectoryLock::~DirectoryLock() {
  state_->keeper.request_stop();
  state_->keeper.join();
  // An empty file belongs to nobody; it stays, for a name that comes and goes can be taken twice.
  if (state_->held()) (void)!ftruncate(state_->file.get(), 0);
}

const std::optional<LockHolder>& DirectoryLock::taken_over() const {
  return state_->before;
}

void DirectoryLock::require_held() const {
  if (state_->held()) return;
  throw Error(ExitCode::failed,
              fmt::format("{}: another run has taken this directory over from this one ({}), which ends "
                          "without writing anything more",
                          state_->options.file.parent_path().parent_path().string(), state_->me.describe()));
}

}  // namespace lampyris::io
