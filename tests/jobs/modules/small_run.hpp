// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"

namespace lampyris::test {

/// A run directory as the stages before `modules` leave it, of random numbers, with gene sets and a second
/// cohort as text beside it: genes 0…39 are set "shifted" and higher in the cases of both cohorts.
class SmallRun {
 public:
  /// Collective. `ranks` lives longer.
  SmallRun(const mpi::Communicator& ranks, const std::filesystem::path& directory);

  /// Collective. The stage; what it says and sums up is kept.
  void run(const std::function<void(const jobs::Context&)>& stage);

  /// Gives the text of a file of the run directory; empty when there is none.
  [[nodiscard]] std::string file(const std::string& name) const;

  jobs::Settings settings;
  std::vector<std::string> said, summary;

  static constexpr std::size_t samples = 60;
  static constexpr std::size_t genes = 300;

 private:
  void write_cohort() const;
  void write_model() const;
  void write_attribution() const;
  void write_texts() const;

  const mpi::Communicator& ranks_;
  std::filesystem::path in_;
};

}  // namespace lampyris::test
