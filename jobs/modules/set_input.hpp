// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris::jobs {

/// The gene sets that the settings ask for, of all files, and the own sets of all contrasts; says what each
/// file holds. Of sets of one name the later one has its format behind it, unless both are in GMT files.
/// `genes` are those of the model. Throws UsageError: no gene set file, an unknown name; DataError: what
/// io::read_gene_sets throws, a name that two files have, a file with none of the genes.
[[nodiscard]] std::vector<NamedGenes> read_sets(const Context& context,
                                                const std::vector<std::string>& genes);

}  // namespace lampyris::jobs
