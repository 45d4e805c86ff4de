// SPDX-License-Identifier: Apache-2.0
// Gene sets and gene scores of every format, and an id map for them.
#include "io/gene_sets/gene_set_file.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  return fuzz::run_reader([&] {
    const auto parts = fuzz::split_files(fuzz::text_of(data, size), 2);
    const auto path = fuzz::write_file("sets", parts[0]);
    io::IdMap ids;
    if (!parts[1].empty()) ids = io::read_id_map(fuzz::write_file("ids", parts[1]));
    for (const bool reported : {false, true}) {
      (void)io::read_gene_sets(path,
                               {.top = 2, .gwas_reported = reported, .ids = ids.size() > 0 ? &ids : nullptr});
    }
  });
}
