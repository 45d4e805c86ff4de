// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris::jobs {

/// The gene sets that nodes are named by: attribute.name_sets, or modules.gene_sets; none when neither is
/// given. Says how many each file has. `genes` are those of the model. Throws DataError: what
/// io::read_gene_sets throws; a file of attribute.name_sets with none of the genes.
[[nodiscard]] std::vector<NamedGenes> read_name_sets(const Context& context,
                                                     const std::vector<std::string>& genes);

}  // namespace lampyris::jobs
