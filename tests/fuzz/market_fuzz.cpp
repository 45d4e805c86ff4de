// SPDX-License-Identifier: Apache-2.0
// A Matrix Market directory: matrix, features and barcodes, read in blocks, forwards and again.
#include <algorithm>

#include "io/expression/matrix_market.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    const auto parts = fuzz::split_files(fuzz::text_of(data, size), 3);
    fuzz::write_file("features.tsv", parts[1]);
    fuzz::write_file("barcodes.tsv", parts[2]);
    fuzz::write_file("matrix.mtx", parts[0]);
    const auto source = io::open_matrix_market(fuzz::directory());
    const std::size_t samples = source->index().samples.size();
    constexpr std::size_t few = 2;
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t first = 0; first < samples; first += few) {
        const lampyris::Slice part{first, std::min(few, samples - first)};
        lampyris::Matrix<float> values(part.count, source->index().genes.size());
        source->read(part, values.view());
      }
    }
  });
}
