// SPDX-License-Identifier: Apache-2.0
#include "mpi/check.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <array>

#include "src/base/error.hpp"

namespace lampyris::mpi {

void check(int code, const char* what) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw Error(ExitCode::failed, fmt::format("{} failed: {}", what, text.data()));
}

}  // namespace lampyris::mpi
