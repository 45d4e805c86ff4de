// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/hypergeometric.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

struct Known {
  HypergeometricTable table;
  double p;
};

// Exact: Σ C(K,i) C(N−K,n−i) / C(N,n) in Python integers, divided with 40 digits by mpmath. (SciPy itself is
// off by 1e-9 at a background of 1,000,000.)
const Known known[] = {
    {{20000, 100, 1000, 5}, 0.56444743704245634},
    {{20000, 100, 1000, 12}, 0.0041727127885216038},
    {{20000, 500, 1000, 40}, 0.0023866305706113348},
    {{20848, 300, 1000, 180}, 5.0260952287474726e-161},
    {{20848, 1000, 1000, 283}, 1.8877598018102781e-146},
    {{17382, 250, 1000, 1}, 0.99999966974472073},
    {{60000, 2000, 2000, 500}, 4.0429459357771781e-298},
    {{20000, 300, 1000, 244}, 4.6225705632728123e-271},
    {{10, 5, 5, 3}, 0.5},
    {{10, 8, 7, 6}, 0.53333333333333333},
    {{1000000, 5000, 20000, 100}, 0.51380105995648175},
    {{1000000, 5000, 20000, 160}, 1.2878861729100472e-8},
};

TEST(Hypergeometric, EqualsExactArithmetic) {
  for (const auto& [table, p] : known) {
    EXPECT_NEAR(hypergeometric_upper(table) / p, 1, 1e-13)
        << table.background << " " << table.successes << " " << table.draws << " " << table.overlap;
  }
}

TEST(Hypergeometric, IsSymmetricInSetAndDraw) {
  const double p = hypergeometric_upper({20000, 130, 900, 17});
  EXPECT_NEAR(hypergeometric_upper({20000, 900, 130, 17}) / p, 1, 1e-13);
}

TEST(Hypergeometric, Bounds) {
  EXPECT_EQ(hypergeometric_upper({100, 10, 20, 0}), 1);
  EXPECT_EQ(hypergeometric_upper({100, 10, 20, 11}), 0);
  EXPECT_EQ(hypergeometric_upper({100, 0, 20, 0}), 1);
  EXPECT_EQ(hypergeometric_upper({100, 0, 20, 1}), 0);
  EXPECT_EQ(hypergeometric_upper({0, 0, 0, 0}), 1);
  EXPECT_EQ(hypergeometric_upper({10, 9, 9, 8}), 1);              // at least 8 must overlap
  EXPECT_EQ(hypergeometric_upper({20000, 1000, 1000, 1000}), 0);  // below any double
}

TEST(Hypergeometric, RejectsMoreThanTheBackground) {
  EXPECT_THROW(static_cast<void>(hypergeometric_upper({10, 11, 2, 1})), UsageError);
  EXPECT_THROW(static_cast<void>(hypergeometric_upper({10, 2, 11, 1})), UsageError);
}

}  // namespace
}  // namespace lampyris
