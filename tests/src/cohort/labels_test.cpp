// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/labels.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

using Indices = std::vector<std::size_t>;
using Texts = std::vector<std::string>;

const Annotation described = {{"organ", "title"},
                              {{"lung", "", "liver", "lung"}, {"N65s2", "N66s1", "N65s1", "other"}}};

TEST(Annotation, FindsColumns) {
  EXPECT_EQ(described.find("title"), 1);
  EXPECT_FALSE(described.find("Title"));
  EXPECT_EQ(described.column("organ").front(), "lung");
  try {
    (void)described.column("orgn");
    FAIL() << "nothing was thrown";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("\"organ\""), std::string::npos) << error.what();
  }
  EXPECT_THROW((void)Annotation{}.column("organ"), UsageError);
}

TEST(Labels, SortClassesAndKeepMissingApart) {
  const auto labels = make_labels(described.column("organ"));
  EXPECT_EQ(labels.classes, (Texts{"liver", "lung"}));
  EXPECT_EQ(labels.of_sample, (Indices{1, Labels::missing, 0, 1}));
}

TEST(Groups, AreAColumnOrACapture) {
  const auto by_column = make_groups(described, "organ", 4);
  EXPECT_EQ(by_column.classes.size(), 3);
  EXPECT_EQ(by_column.of_sample[0], by_column.of_sample[3]);
  EXPECT_NE(by_column.of_sample[1], by_column.of_sample[2]);
  EXPECT_NE(by_column.of_sample[1], Labels::missing);

  const auto by_capture = make_groups(described, "title~^N(\\d+)s", 4);
  EXPECT_EQ(by_capture.classes.size(), 3);
  EXPECT_EQ(by_capture.of_sample[0], by_capture.of_sample[2]);
  EXPECT_NE(by_capture.of_sample[0], by_capture.of_sample[1]);
  EXPECT_NE(by_capture.of_sample[3], by_capture.of_sample[1]);
}

TEST(Groups, WithoutAKeyEverySampleIsAlone) {
  EXPECT_EQ(make_groups(described, "", 4).classes.size(), 4);
  EXPECT_EQ(make_groups(Annotation{}, "", 12).of_sample, (Indices{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST(Groups, RefuseAnUnknownColumnOrPattern) {
  EXPECT_THROW((void)make_groups(described, "donor", 4), UsageError);
  EXPECT_THROW((void)make_groups(described, "title~(", 4), UsageError);
}

}  // namespace
}  // namespace lampyris
