// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/threads.hpp"

#include <omp.h>

#include <algorithm>

// Only OpenBLAS has it; other BLAS libraries take their number from OpenMP.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);
extern "C" __attribute__((weak)) int openblas_get_num_threads();

namespace lampyris {

void set_threads(int threads) {
  threads = std::max(1, threads);
  omp_set_num_threads(threads);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(threads);
}

OneBlasThread::OneBlasThread() {
  if (openblas_get_num_threads == nullptr || openblas_set_num_threads == nullptr) return;
  before_ = openblas_get_num_threads();
  if (before_ != 1) openblas_set_num_threads(1);
}

OneBlasThread::~OneBlasThread() {
  if (before_ != 1) openblas_set_num_threads(before_);
}

}  // namespace lampyris
