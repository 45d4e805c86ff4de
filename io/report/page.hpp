// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "io/report/assets.hpp"

namespace lampyris::io {

/// One self-contained page: the template of `assets` with the style, the scripts and `document` in their
/// places. Nothing of `document` or `title` can end its element or become markup.
[[nodiscard]] std::string fill_page(const ReportAssets& assets, std::string_view title,
                                    const nlohmann::ordered_json& document);

}  // namespace lampyris::io
