// SPDX-License-Identifier: Apache-2.0
// A table of a run directory, as the report reads it.
#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    io::TsvReader reader(fuzz::write_file("table.tsv", fuzz::text_of(data, size)));
    const std::size_t p = reader.column("p");
    while (reader.next()) (void)read_number_or_nan(reader.cells()[p]);
  });
}
