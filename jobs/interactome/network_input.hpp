// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "src/interactome/network.hpp"

namespace lampyris::jobs {

/// The network of interactome.edges, by the names of interactome.aliases, for the measured `genes`; says what
/// was read and how much of it was found. Throws DataError when fewer than 10 measured genes are in it.
[[nodiscard]] Network read_network(const Context& context, const std::vector<std::string>& genes);

/// interactome.top, each at most half of the genes in the network, beyond which random sets cannot differ
/// much from the list; says so where a number was lowered. Throws UsageError for a list of fewer than 2
/// genes.
[[nodiscard]] std::vector<std::size_t> list_sizes(const Context& context, const Network& network);

}  // namespace lampyris::jobs
