// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include "mpi/communicator.hpp"
#include "src/base/kept_units.hpp"

namespace lampyris::io {

/// Kept units as files in a folder of their own, a file a rank: whole or not there, with a checksum, and
/// bound to what the units depend on. They are written at most every `pause`, and not so often that writing
/// takes more than 2 % of the time: work that is done sooner leaves no file.
class UnitFiles final : public KeptUnits {
 public:
  /// Collective. Reads what was kept in the folder with this fingerprint, whatever ranks wrote it; what is
  /// damaged or of another fingerprint counts as not there.
  UnitFiles(std::filesystem::path folder, std::string fingerprint, const mpi::Communicator& ranks,
            std::chrono::duration<double> pause = std::chrono::seconds(10));
  UnitFiles(const UnitFiles&) = delete;
  UnitFiles& operator=(const UnitFiles&) = delete;
  /// Writes what is not written yet when an exception ends the work, an interruption as any other. Not
  /// collective.
  ~UnitFiles() override;

  /// How many units an earlier start has kept.
  [[nodiscard]] std::size_t found() const { return found_.size(); }

  [[nodiscard]] const std::string* find(const std::string& unit) const override;
  /// A file that cannot be written is tried again later: no work fails because of it.
  void keep(const std::string& unit, std::string_view bytes) override;

 private:
  using Clock = std::chrono::steady_clock;
  using Units = std::map<std::string, std::string, std::less<>>;

  void read(const std::string& content, bool mine);
  void write() noexcept;

  std::filesystem::path folder_;
  std::string fingerprint_;
  std::filesystem::path file_;  // of this rank
  Units found_;                 // by any rank of an earlier start
  Units mine_;                  // what stands, or will, in the file of this rank
  bool changed_ = false;
  std::chrono::duration<double> pause_;
  Clock::time_point next_;
  int exceptions_;
};

/// Removes the folder of units: the work is done, or begins anew. Not collective.
void remove_units(const std::filesystem::path& folder);

}  // namespace lampyris::io
