#pragma once

#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <string_view>

// How every test says "this error, with this message".
namespace lampyris::test {

/// Expects `part` within `text`.
inline void expect_in(std::string_view part, std::string_view text) {
  EXPECT_NE(text.find(part), std::string_view::npos) << '"' << part << "\" is not in \"" << text << '"';
}

/// Runs `work`, which must throw an E; returns its message, for tests that look at several parts of it.
template <class E, class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const E& error) {
    return error.what();
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

}  // namespace lampyris::test
