// SPDX-License-Identifier: Apache-2.0
// An HDF5 file of our own (see write_described), after a line that names its reader: cohort.h5 and its chunks
// as training streams them, model.h5, pca.h5, attribution.h5, the arrays of a checkpoint.
#include <algorithm>

#include "io/checkpoint/parameter_arrays.hpp"
#include "io/cohort/cohort_file.hpp"
#include "io/hdf5/chunk_map.hpp"
#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pca_file.hpp"
#include "tests/fuzz/described_file.hpp"

namespace {

using namespace lampyris;

void read_cohort(const std::filesystem::path& path) {
  const io::CohortFile cohort(path, fuzz::ranks());
  const Slice all{0, cohort.index().genes.size()};
  for (std::size_t sample = 0; sample < cohort.index().samples.size(); ++sample)
    (void)cohort.read({sample, 1}, all);
  const auto map = io::h5::map_chunks(path, "/expression", {{0, cohort.index().samples.size()}, all});
  if (all.count > 0 && map.down.count > 0) (void)map.of(cohort.index().samples.size() - 1, all.count - 1);
}

void read_attribution(const std::filesystem::path& path) {
  const io::AttributionFile file(path, fuzz::ranks());
  for (std::size_t layer = 1; layer <= file.layers(); ++layer) {
    for (std::size_t node = 0; node < std::min<std::size_t>(4, file.nodes(layer)); ++node)
      (void)file.read(layer, {node, 1});
  }
}

void read_checkpoint(const std::filesystem::path& path) {
  const Architecture shape{.genes = 3, .widths = {2}};
  const auto layout = gene_layout(shape, {0, shape.genes});
  std::vector<float> values(layout.size());
  io::read_parameters(io::h5::File::open(path, fuzz::ranks()), "/weights", layout, values);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto reader = fuzz::choice_of(text);
  const auto path = fuzz::write_described(text);
  return fuzz::run_hdf5_reader([&] {
    if (reader == "cohort") read_cohort(path);
    if (reader == "model") (void)io::read_model(path, fuzz::ranks());
    if (reader == "pca") (void)io::read_pca(path, fuzz::ranks());
    if (reader == "attribution") read_attribution(path);
    if (reader == "checkpoint") read_checkpoint(path);
  });
}
