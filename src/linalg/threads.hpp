// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris {

/// Threads that OpenMP, oneDNN and BLAS may use in this process from now on; at least 1. ScaLAPACK slows down
/// tenfold when ranks × threads exceed the cores, so the program always sets this itself.
void set_threads(int threads);

}  // namespace lampyris
