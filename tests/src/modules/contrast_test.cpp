// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

Annotation biopsies() {
  return {{"diagnosis", "site", "title"},
          {{"Crohn", "Crohn", "UC", "UC", "control", "control", "Crohn", "other"},
           {"affected", "unaffected", "affected", "affected", "healthy", "healthy", "unaffected", "affected"},
           {"CD-1-a", "CD-1-b", "UC-1", "UC-2", "N1", "N2", "CD-1-c", "X"}}};
}

std::vector<std::string> ids() {
  return {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"};
}

Contrast select(const std::string& cases, const std::string& controls, const std::string& group = "") {
  return select_contrast({"ibd", cases, controls, group}, biopsies(), ids());
}

TEST(Contrast, SelectsByAllTermsAndAnyValue) {
  const auto contrast =
      select("diagnosis = Crohn, UC ; site=affected", "site=unaffected,healthy", "title~([A-Z]+-?[0-9]+)");
  EXPECT_EQ(contrast.samples, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(contrast.is_case, (std::vector<std::uint8_t>{1, 0, 1, 1, 0, 0, 0}));
  EXPECT_EQ(contrast.group, (std::vector<std::size_t>{0, 0, 1, 2, 3, 4, 0}));
  EXPECT_EQ(contrast.groups, 5U);
  EXPECT_EQ(contrast.cases, 3U);
  EXPECT_EQ(contrast.controls(), 4U);
}

TEST(Contrast, WithoutGroupEverySampleStandsAlone) {
  EXPECT_EQ(select("site=affected", "site=unaffected,healthy").groups, 8U);
}

TEST(Contrast, ErrorsSayWhatWouldBeRight) {
  const auto usage = [](const std::string& cases, const std::string& controls,
                        std::initializer_list<std::string_view> parts) {
    test::expect_error<UsageError>([&] { (void)select(cases, controls); }, parts);
  };
  usage("diagnosis", "site=healthy", {"contrast \"ibd\"", "cases", "diagnosis", "column=value"});
  usage("", "site=healthy", {"cases", "column=value"});
  usage("diagnosis=Crohn,", "site=healthy", {"cannot be read"});
  usage("=Crohn", "site=healthy", {"cannot be read"});
  usage("diagnose=Crohn", "site=healthy", {"cases", "\"diagnose\"", "\"diagnosis\""});
  usage("diagnosis=Crohn", "site=healty", {"controls", "\"healty\"", "\"healthy\""});
  usage("diagnosis=Crohn", "site=unaffected", {"s1", "both case and control"});
  usage("diagnosis=UC", "site=unaffected,healthy", {"2 cases", "4 controls", "at least 3"});
  test::expect_error<UsageError>([] { (void)select("site=affected", "site=healthy,unaffected", "titl"); },
                                 {"contrast \"ibd\"", "title"});
}

TEST(Contrast, StreamDependsOnNameAndUnit) {
  Contrast one;
  one.name = std::string("ibd");
  Contrast other;
  other.name = std::string("asthma");
  EXPECT_NE(one.stream_index(0), other.stream_index(0));
  EXPECT_EQ(one.stream_index(7) - one.stream_index(0), 7U);
}

}  // namespace
}  // namespace lampyris
