// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/import/task.hpp"

namespace lampyris::io {

/// Whether the rows of a text matrix are samples; see Rows. Not collective. Throws as MatrixReader.
[[nodiscard]] bool rows_are_samples(const ImportTask& task);

}  // namespace lampyris::io
