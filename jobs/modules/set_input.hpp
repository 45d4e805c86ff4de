#pragma once

#include <vector>

#include "jobs/context.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris::jobs {

/// The gene sets that the settings ask for, of all files, and the own sets of all contrasts. Throws
/// UsageError: no gene set file, an unknown name; DataError: what read_gmt throws, a name that two files
/// have.
[[nodiscard]] std::vector<NamedGenes> read_sets(const Context& context);

}  // namespace lampyris::jobs
