// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace lampyris::io {

/// Who works in a directory, as the lock's file says it.
struct LockHolder {
  std::string host;
  long pid = 0;
  std::string started;    ///< UTC, ISO 8601
  std::string slurm_job;  ///< "" outside Slurm
  long restarts = 0;      ///< of the job, by Slurm's count
  std::string token;      ///< no two holders have the same

  /// "host n3, process 4711, since 2026-01-31T12:00:00Z".
  [[nodiscard]] std::string describe() const;
};

/// The right of one process to write in a directory, held from construction to destruction. The lock is a
/// file in it: its holder has an advisory lock of the system on it, and touches it every few seconds, for
/// filesystems whose locks end at the host. Not collective: the first rank holds it for all.
class DirectoryLock {
 public:
  struct Options {
    std::filesystem::path file;
    double lease_seconds = 30;  ///< a holder on another host whose file was not touched for so long is dead
    double wait_seconds = 0;    ///< how long to wait for a holder that is alive to give the lock back
  };

  /// Takes the lock. What a dead process left is taken over; so is the lock of an earlier start of the same
  /// Slurm job, alive or not, which then finds it lost. On a filesystem that cannot tell, waits for the lease
  /// to end. Throws UsageError that names the holder when that is alive, DataError when the file cannot be
  /// written.
  explicit DirectoryLock(Options options);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  /// Gives the lock back.
  ~DirectoryLock();

  /// Whoever held the lock before and did not give it back.
  [[nodiscard]] const std::optional<LockHolder>& taken_over() const;
  /// Throws Error (exit code 1) when another process has taken the lock over: nothing may be written any
  /// more.
  void require_held() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io
