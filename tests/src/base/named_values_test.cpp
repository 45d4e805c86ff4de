// SPDX-License-Identifier: Apache-2.0
#include "src/base/named_values.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"

namespace lampyris {

enum class Fruit { apple, pear, quince };

template <>
struct Words<Fruit> {
  static constexpr NamedValue<Fruit> values[] = {{"quince", Fruit::quince}, {"apple", Fruit::apple}};
};

namespace {

TEST(NamedValues, GoFromWordToValueAndBack) {
  EXPECT_EQ(value_of<Fruit>("apple", "basket.fruit"), Fruit::apple);
  EXPECT_EQ(value_of<Fruit>("quince", "basket.fruit"), Fruit::quince);
  EXPECT_EQ(word_of(Fruit::quince), "quince");
  EXPECT_EQ(words_of<Fruit>(), (std::vector<std::string>{"quince", "apple"}));
  EXPECT_EQ(word_or_auto<Fruit>(std::nullopt), "auto");
  EXPECT_EQ(word_or_auto<Fruit>(Fruit::apple), "apple");
}

TEST(NamedValues, NoWordFallsThrough) {
  EXPECT_EQ(find_value<Fruit>("pear"), std::nullopt);
  EXPECT_EQ(find_value<Fruit>(""), std::nullopt);
  EXPECT_EQ(find_value<Fruit>("Apple"), std::nullopt);
  EXPECT_THROW((void)word_of(Fruit::pear), std::logic_error);
  try {
    (void)value_of<Fruit>("aple", "basket.fruit");
    FAIL() << "must throw";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "basket.fruit = \"aple\": must be one of quince, apple; the nearest is apple");
  }
}

}  // namespace
}  // namespace lampyris
