// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "io/expression/sample_source.hpp"

namespace lampyris::io {

/// Says which features of a 10x matrix are genes: where antibodies, guides or peaks stand beside "Gene
/// Expression", the latter alone; all of them when none is of this type.
struct FeatureChoice {
  std::vector<std::size_t> kept;  ///< ascending
  std::string remark;             ///< for the layout; empty when all are Gene Expression
};

/// `types` are those of all features.
[[nodiscard]] FeatureChoice choose_expression(const std::vector<std::string>& types);

/// `source` with the genes that are `choice`; says so in its layout.
[[nodiscard]] std::unique_ptr<SampleSource> with_genes(std::unique_ptr<SampleSource> source,
                                                       FeatureChoice choice);

}  // namespace lampyris::io
