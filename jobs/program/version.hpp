// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::jobs {

/// The text of `lampyris --version`: the first line is "lampyris " and the version; then, one a line, what a
/// report of a fault needs: commit, compiler, type of build, MPI, HDF5, BLAS, oneDNN, processor. MPI must
/// have started.
[[nodiscard]] std::string version_text();

/// "lampyris 1.2.3 (commit)".
[[nodiscard]] std::string version_line();

/// The text of `lampyris --cite`: BibTeX of CITATION.cff.
[[nodiscard]] std::string citation_text();

}  // namespace lampyris::jobs
