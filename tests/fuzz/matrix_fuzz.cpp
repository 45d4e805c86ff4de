// SPDX-License-Identifier: Apache-2.0
// A text matrix, plain or gzip: of no layout, GCT, or a series matrix.
#include "io/expression/text_matrix.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    io::MatrixReader reader(fuzz::write_file("matrix", fuzz::text_of(data, size)));
    std::vector<float> values(reader.columns().size());
    while (reader.next()) reader.read(values);
  });
}
