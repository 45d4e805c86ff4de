// SPDX-License-Identifier: Apache-2.0
#include "src/base/utf8.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

TEST(Utf8, KnowsWhatTheStandardAllows) {
  // Table 3-7 of Unicode 15, and what Python's bytes.decode() refuses.
  for (const char* good : {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xC1\xBF", "\xC3", "a\xC3(", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(Utf8, ConvertsFromLatin1WhatIsNotUtf8) {
  EXPECT_EQ(as_utf8("caf\xE9 \xDF"), "caf\xC3\xA9 \xC3\x9F");
  EXPECT_EQ(as_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
}

}  // namespace
}  // namespace lampyris
