// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "src/base/regular_expression.hpp"

#include <fmt/format.h>
#include <pcre2.h>

#include <array>
#include <stdexcept>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

struct FreeMatch {
  void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};
using Match = std::unique_ptr<pcre2_match_data, FreeMatch>;

PCRE2_SPTR letters_of(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());  // NOLINT: bytes
}

std::string message_of(int error) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());  // NOLINT: bytes
}

// As in ECMAScript, where the two differ; $ is the end alone.
constexpr std::uint32_t as_ecmascript =
    PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_DOLLAR_ENDONLY;

}  // namespace

struct RegularExpression::Compiled {
  std::string source;
  pcre2_code* code = nullptr;

  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() { pcre2_code_free(code); }

  // Whether it matches, and how many groups took part, the whole included.
  int match(std::string_view text, std::uint32_t options, const Match& match) const {
    const int count = pcre2_match(code, letters_of(text), text.size(), 0, options, match.get(), nullptr);
    if (count >= 0 || count == PCRE2_ERROR_NOMATCH) return count;
    throw DataError(fmt::format("the regular expression \"{}\" cannot be tried on a text of {} bytes: {}",
                                source, text.size(), message_of(count)));
  }
  [[nodiscard]] Match make_match() const {
    return Match(pcre2_match_data_create_from_pattern(code, nullptr));
  }
};

RegularExpression::RegularExpression(const std::string& expression, Letters letters) {
  const std::uint32_t any_case = letters == Letters::of_any_case ? PCRE2_CASELESS : 0;
  auto compiled = std::make_shared<Compiled>();
  compiled->source = expression;
  int error = 0;
  PCRE2_SIZE place = 0;
  compiled->code =
      pcre2_compile(letters_of(expression), expression.size(),
                    as_ecmascript | any_case | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error, &place, nullptr);
  if (compiled->code == nullptr) throw std::invalid_argument(message_of(error));
  compiled_ = std::move(compiled);
}

bool RegularExpression::matches(std::string_view text) const {
  return compiled_->match(text, PCRE2_ANCHORED | PCRE2_ENDANCHORED, compiled_->make_match()) >= 0;
}

bool RegularExpression::is_in(std::string_view text) const {
  return compiled_->match(text, 0, compiled_->make_match()) >= 0;
}

std::string RegularExpression::capture(std::string_view text) const {
  const auto match = compiled_->make_match();
  if (compiled_->match(text, 0, match) < 2) return {};
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.get());
  return ends[2] == PCRE2_UNSET ? std::string() : std::string(text.substr(ends[2], ends[3] - ends[2]));
}

std::string RegularExpression::replace(const std::string& text, const std::string& by) const {
  constexpr std::uint32_t options = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY;
  constexpr std::size_t room = 1024;
  std::string replaced(text.size() + room, '\0');
  for (int attempt = 0;; ++attempt) {
    PCRE2_SIZE size = replaced.size();
    const int done =
        pcre2_substitute(compiled_->code, letters_of(text), text.size(), 0,
                         options | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH, nullptr, nullptr, letters_of(by),
                         by.size(), reinterpret_cast<PCRE2_UCHAR*>(replaced.data()),  // NOLINT: bytes
                         &size);
    if (done == PCRE2_ERROR_NOMEMORY && attempt == 0) {
      replaced.resize(size);
      continue;
    }
    if (done < 0) throw std::invalid_argument(message_of(done));
    replaced.resize(size);
    return replaced;
  }
}

}  // namespace lampyris
