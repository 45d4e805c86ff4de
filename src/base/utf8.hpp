// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lampyris {

/// Whether it is UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` itself when it is UTF-8, else converted from Latin-1.
[[nodiscard]] std::string as_utf8(std::string_view text);

}  // namespace lampyris
