// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/state_archive.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstring>
#include <string>

#include "src/base/fingerprint.hpp"

namespace lampyris::io {
namespace {

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// A state whose checksum is right and whose counts are not: as many epochs as this would take 19 GB, as many
// letters 0.3 GB.
TEST(StateArchive, BelievesNoCountThatItCannotHold) {
  CheckpointRecord record{"fingerprint", {.genes = 40, .widths = {4, 2, 4}}, {}, {1, 2, 3, 4}};
  record.position.history.resize(3);
  const std::string whole = pack(record);
  const auto stored = unpack(whole);
  ASSERT_TRUE(stored.record.has_value());
  EXPECT_EQ(stored.record->fingerprint, "fingerprint");
  EXPECT_EQ(stored.record->architecture, record.architecture);
  EXPECT_EQ(stored.record->position.history.size(), 3U);
  EXPECT_EQ(stored.record->checksums, record.checksums);

  const std::string head = "lampyris-checkpoint-3 " + stored.program + " ";
  ASSERT_TRUE(whole.starts_with(head));
  constexpr std::size_t digits = 16;
  const std::string body = whole.substr(head.size() + digits);
  const long before = peak_kilobytes();
  std::size_t refused = 0;
  for (std::size_t at = 0; at + sizeof(std::uint64_t) <= body.size(); ++at) {
    std::string forged = body;
    const std::uint64_t count = std::uint64_t{1} << 28;
    std::memcpy(forged.data() + at, &count, sizeof(count));
    Fingerprint checksum;
    checksum.add(stored.program + forged);
    if (!unpack(head + checksum.text() + forged).record) ++refused;
  }
  EXPECT_GT(refused, 4U);
  EXPECT_LT(peak_kilobytes() - before, 50'000);
}

}  // namespace
}  // namespace lampyris::io
