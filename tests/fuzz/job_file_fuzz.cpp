// SPDX-License-Identifier: Apache-2.0
// A job file; what was read is written and read again.
#include "jobs/settings/config.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    const auto settings = jobs::read_settings(fuzz::write_file("job.toml", fuzz::text_of(data, size)), {});
    const auto text = jobs::to_toml(settings);
    const auto again = jobs::read_settings(fuzz::write_file("again.toml", text), {});
    if (jobs::to_toml(again) != text) std::abort();
  });
}
