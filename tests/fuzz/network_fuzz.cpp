// SPDX-License-Identifier: Apache-2.0
// A network of any format, and the names of its genes: protein.info or protein.aliases of STRING, or an id
// map.
#include "io/networks/network_file.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    const auto parts = fuzz::split_files(fuzz::text_of(data, size), 2);
    io::IdMap names;
    if (!parts[1].empty()) names = io::read_id_map(fuzz::write_file("names", parts[1]));
    constexpr double least_score = 0.5;
    const auto network = io::read_network_file(fuzz::write_file("edges", parts[0]), least_score,
                                               names.size() > 0 ? &names : nullptr);
    (void)network.describe();
  });
}
