// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris {

/// Threads that OpenMP, oneDNN and BLAS may use in this process from now on; at least 1. ScaLAPACK slows down
/// tenfold when ranks × threads exceed the cores, so the program always sets this itself.
void set_threads(int threads);

/// Gives BLAS one thread as long as it lives, so that its last bits do not hang on how many there are.
class OneBlasThread {
 public:
  /// Remembers how many threads BLAS had.
  OneBlasThread();
  /// Gives them back.
  ~OneBlasThread();
  OneBlasThread(const OneBlasThread&) = delete;
  OneBlasThread& operator=(const OneBlasThread&) = delete;

 private:
  int before_ = 1;
};

}  // namespace lampyris
