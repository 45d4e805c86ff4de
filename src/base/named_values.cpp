// SPDX-License-Identifier: Apache-2.0
#include "src/base/named_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris {

void refuse_word(const std::string& word, const std::string& key, const std::vector<std::string>& words) {
  throw UsageError(fmt::format("{} = \"{}\": must be one of {}; the nearest is {}", key, word,
                               fmt::join(words, ", "), nearest_word(word, words)));
}

}  // namespace lampyris
