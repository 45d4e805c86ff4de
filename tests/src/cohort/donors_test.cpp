// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/donors.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

using Texts = std::vector<std::string>;

TEST(Donors, AreFoundByTheNameOfAColumn) {
  const Annotation annotation{{"tissue", "Patient ID"},
                              {{"a", "b", "a", "b", "a"}, {"p1", "p1", "p2", "", "p3"}}};
  const auto donors = find_donors({"s1", "s2", "s3", "s4", "s5"}, annotation);
  ASSERT_TRUE(donors);
  EXPECT_EQ(donors->source, "column Patient ID");
  EXPECT_EQ(donors->groups.of_sample[0], donors->groups.of_sample[1]);
  EXPECT_EQ(donors->groups.classes.size(), 4) << "the sample without a patient is alone";
}

TEST(Donors, AreNotFoundWhereNoneHasTwoSamplesOrTwoAreAll) {
  const Annotation lone{{"donor", "case"}, {{"d1", "d2", "d3", "d4"}, {"yes", "no", "yes", "no"}}};
  EXPECT_FALSE(find_donors({"s1", "s2", "s3", "s4"}, lone));
  const Annotation ill{{"case"}, {{"crohn", "uc", "control", "control"}}};
  EXPECT_FALSE(find_donors({"s1", "s2", "s3", "s4"}, ill))
      << "the column of a disease is no column of people";
}

TEST(Donors, AreFoundInBarcodes) {
  const Texts samples{"TCGA-AB-1234-01A-11R", "TCGA-AB-1234-11A", "GTEX-X4EO-0226-SM", "GTEX-X4EO-0326",
                      "GTEX-1117F"};
  const auto donors = find_donors(samples, {});
  ASSERT_TRUE(donors);
  EXPECT_NE(donors->source.find("sample ids"), std::string::npos);
  EXPECT_EQ(donors->groups.classes, (Texts{"GTEX-1117F", "GTEX-X4EO", "TCGA-AB-1234"}));
  const Annotation annotation{{"barcode"}, {samples}};
  EXPECT_EQ(find_donors({"1", "2", "3", "4", "5"}, annotation)->groups.of_sample, donors->groups.of_sample);
  EXPECT_FALSE(find_donors({"TCGA-AB-1234-01A", "TCGA-AB-1234-11A", "s", "t", "u"}, {})) << "most have none";
}

TEST(Donors, SaysHowManyASplitMayCut) {
  const Annotation annotation{{"donor", "study"}, {{"a", "a", "b", "b", "c"}, {"x", "y", "x", "x", "y"}}};
  const auto donors = find_donors({"1", "2", "3", "4", "5"}, annotation);
  ASSERT_TRUE(donors);
  EXPECT_EQ(count_cut_donors(*donors, make_groups(annotation, "study", 5)), 1);
  EXPECT_EQ(count_cut_donors(*donors, make_groups(annotation, "", 5)), 2);
  EXPECT_EQ(count_cut_donors(*donors, donors->groups), 0);
}

}  // namespace
}  // namespace lampyris
