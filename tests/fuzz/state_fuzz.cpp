// SPDX-License-Identifier: Apache-2.0
// The state of a checkpoint: bytes as they stand in state.bin, and the same bytes behind a head whose
// checksum is right, as one who means harm would write it.
#include <stdexcept>
#include <string>

#include "io/checkpoint/state_archive.hpp"
#include "src/base/fingerprint.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  const std::string bytes(fuzz::text_of(data, size));
  return fuzz::run_reader([&] {
    (void)io::unpack(bytes);
    const std::string program = LAMPYRIS_VERSION;
    Fingerprint checksum;
    checksum.add(program + bytes);
    (void)io::unpack("lampyris-checkpoint-3 " + program + " " + checksum.text() + bytes);
  });
}
