#pragma once

#include <gtest/gtest.h>

#include <string>

#include "src/base/error.hpp"

namespace lampyris::test {

/// Runs `action` and expects an error of type E whose one line contains all `parts`.
template <class E, class Action>
void expect_error(const Action& action, std::initializer_list<const char*> parts) {
  try {
    action();
  } catch (const E& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find('\n'), std::string::npos);
    for (const auto* part : parts) {
      EXPECT_NE(message.find(part), std::string::npos) << "\"" << part << "\" is not in: " << message;
    }
    return;
  }
  ADD_FAILURE() << "no error of the expected type";
}

}  // namespace lampyris::test
