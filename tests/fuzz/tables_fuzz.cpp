// SPDX-License-Identifier: Apache-2.0
// An annotation of samples, with rows for some that it has and one that it lacks, and a map from ids to
// genes.
#include "io/cohort/annotation_table.hpp"
#include "io/ids/id_map.hpp"
#include "tests/fuzz/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  const auto path = fuzz::write_file("table", fuzz::text_of(data, size));
  fuzz::run_reader([&] {
    const std::vector<std::string> ids{"ENSG00000000001", "b"};
    (void)io::read_id_map(path);
    (void)io::read_id_map(path, ids);
  });
  return fuzz::run_reader([&] {
    const auto table = io::read_annotation_table(path);
    auto samples = table.samples;
    samples.emplace_back("none of these");
    (void)io::match_annotation(table, samples);
  });
}
