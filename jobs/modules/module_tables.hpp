// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/modules/contrast_result.hpp"

namespace lampyris::jobs {

// Rows of the tables of the modules stage, with their columns. All ranks hold all results; rank 0 writes
// them.

[[nodiscard]] std::vector<std::string> module_columns();
[[nodiscard]] io::TableRows module_rows(std::span<const ContrastResult> contrasts);

[[nodiscard]] std::vector<std::string> module_gene_columns();
[[nodiscard]] io::TableRows module_gene_rows(std::span<const ContrastResult> contrasts);

[[nodiscard]] std::vector<std::string> classifier_columns();
[[nodiscard]] io::TableRows classifier_rows(std::span<const ContrastResult> contrasts);

[[nodiscard]] std::vector<std::string> combined_columns();
[[nodiscard]] io::TableRows combined_rows(std::span<const CombinedTest> tests);

/// modules.gmt: "<contrast>_layer<l>_<route>_<list>", what it is, genes best first.
[[nodiscard]] std::string module_sets(std::span<const ContrastResult> contrasts);

}  // namespace lampyris::jobs
