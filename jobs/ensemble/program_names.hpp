// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/ensemble/consensus_tables.hpp"
#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective. Names each program by the gene set that fits its signature best, as nodes are named
/// (name_nodes): the first of its genes by |mean score| against attribute.name_sets or modules.gene_sets, in
/// the `genes` of the model; q over all programs of the layer and all sets.
void name_programs(const Context& context, const std::vector<std::string>& genes,
                   std::vector<LayerConsensus>& layers);

}  // namespace lampyris::jobs
