// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Tells when every rank has come to the same place, without keeping those that wait from other work.
class Arrival {
 public:
  /// Collective, but returns at once: this rank has come. `ranks` is used by nothing else meanwhile and lives
  /// longer.
  explicit Arrival(const Communicator& ranks);
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;
  ~Arrival() = default;

  /// Not collective. Whether every rank has come.
  [[nodiscard]] bool complete();

 private:
  MPI_Request request_ = MPI_REQUEST_NULL;
  bool complete_ = false;
};

}  // namespace lampyris::mpi
