// SPDX-License-Identifier: Apache-2.0
#include "src/base/regular_expression.hpp"

#include <regex>
#include <stdexcept>

namespace lampyris {

struct RegularExpression::Compiled {
  std::regex expression;
};

RegularExpression::RegularExpression(const std::string& expression, Letters letters) {
  auto options = std::regex::ECMAScript | std::regex::optimize;
  if (letters == Letters::of_any_case) options |= std::regex::icase;
  try {
    compiled_ = std::make_shared<const Compiled>(Compiled{std::regex(expression, options)});
  } catch (const std::regex_error& error) {
    throw std::invalid_argument(error.what());
  }
}

bool RegularExpression::matches(std::string_view text) const {
  return std::regex_match(text.begin(), text.end(), compiled_->expression);
}

bool RegularExpression::is_in(std::string_view text) const {
  return std::regex_search(text.begin(), text.end(), compiled_->expression);
}

std::string RegularExpression::capture(std::string_view text) const {
  std::match_results<std::string_view::const_iterator> match;
  const bool found = std::regex_search(text.begin(), text.end(), match, compiled_->expression);
  return found && match.size() > 1 ? match[1].str() : std::string();
}

std::string RegularExpression::replace(const std::string& text, const std::string& by) const {
  return std::regex_replace(text, compiled_->expression, by);
}

}  // namespace lampyris
