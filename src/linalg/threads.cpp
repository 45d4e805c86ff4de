// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/threads.hpp"

#include <omp.h>

#include <algorithm>

// Only OpenBLAS has it; other BLAS libraries take their number from OpenMP.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);

namespace lampyris {

void set_threads(int threads) {
  threads = std::max(1, threads);
  omp_set_num_threads(threads);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(threads);
}

}  // namespace lampyris
