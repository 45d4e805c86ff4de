// SPDX-License-Identifier: Apache-2.0
// One rank throws while the others wait for it: with the guard the job ends. Argument: the rank that throws,
// or -1 for all of them.
#include <cstdlib>

#include "jobs/program/guard.hpp"
#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"
#include "src/base/error.hpp"

int main(int argc, char** argv) {
  using namespace lampyris;
  const int failing = argc > 1 ? std::atoi(argv[1]) : 0;
  const mpi::Environment environment(argc, argv);
  const auto ranks = mpi::Communicator::world();
  const auto failures = mpi::Communicator::world();
  return jobs::guarded(failures, [&] {
    if (failing == -1 || failing == ranks.rank()) throw DataError("the disk is on fire");
    ranks.barrier();
    return 0;
  });
}
