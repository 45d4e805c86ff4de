// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "src/modules/contrast_analysis.hpp"

namespace lampyris {

/// The findings of a layer as bytes, to be kept (KeptUnits).
[[nodiscard]] std::string pack(const LayerResult& result);
/// The findings that were packed; nothing for null and for bytes that are not whole.
[[nodiscard]] std::optional<LayerResult> unpack_layer(const std::string* bytes);

}  // namespace lampyris
