// SPDX-License-Identifier: Apache-2.0
// Public networks. Counts by zcat, awk and sort.
#include <gtest/gtest.h>

#include "io/networks/network_file.hpp"
#include "tests/support/real_data.hpp"

namespace lampyris::io {
namespace {

TEST(RealNetworks, AreReadWhole) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto scored = read_network_file(data / "ppi/string_v12_no_textmining.tsv.gz", 700, nullptr);
  EXPECT_EQ(scored.rows, 174962);
  EXPECT_EQ(scored.kept, 131520);
  EXPECT_EQ(scored.edges.size(), 131520);
  const auto symbols = read_network_file(data / "ppi/string_v12_ge800_symbols.tsv.gz", 700, nullptr);
  EXPECT_EQ(symbols.kept, 156186);
  EXPECT_EQ(symbols.edges.size(), 156186);
  // Two columns, whatever its name says.
  const auto plain = read_network_file(data / "formats/misc/NetSAM_exampleNetwork.net", 700, nullptr);
  EXPECT_EQ(plain.format, "edge list");
  EXPECT_EQ(plain.kept, 769);
  EXPECT_EQ(plain.edges.size(), 769);
}

}  // namespace
}  // namespace lampyris::io
