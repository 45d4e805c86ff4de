// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>

#include "src/base/error.hpp"

// How every test says "this error, with this message".
namespace lampyris::test {

/// Expects `part` within `text`.
inline void expect_in(std::string_view part, std::string_view text) {
  EXPECT_NE(text.find(part), std::string_view::npos) << '"' << part << "\" is not in \"" << text << '"';
}

/// Runs `work`, which must throw an E with a message of one line; returns it, for tests that look at it whole
/// or collect several.
template <class E, class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const E& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find('\n'), std::string::npos) << "more than one line: " << message;
    return message;
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another exception: " << error.what();
    return {};
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// Runs `work`, which must throw an E with `part` in its message.
template <class E, class Work>
void expect_error(Work work, std::string_view part) {
  expect_in(part, error_of<E>(work));
}

/// Runs `work`, which must throw an E with all `parts` in its message.
template <class E, class Work>
void expect_error(Work work, std::initializer_list<std::string_view> parts) {
  const auto message = error_of<E>(work);
  for (const auto part : parts) expect_in(part, message);
}

}  // namespace lampyris::test
