// SPDX-License-Identifier: Apache-2.0
// An HDF5 file of another program (see write_described), after a line that names a
// matrix or main: recognised, and its matrices read in blocks.
#include <algorithm>
#include <array>

#include "io/expression/matrix_formats.hpp"
#include "io/text/format_registry.hpp"
#include "tests/fuzz/described_file.hpp"

namespace {

// What a small file may hold must not take much memory to read.
constexpr std::size_t most_values = std::size_t{1} << 20;

void read_all(const lampyris::io::SampleSource& source) {
  const std::size_t samples = source.index().samples.size();
  const std::size_t genes = std::max<std::size_t>(1, source.index().genes.size());
  const std::size_t step = std::min(source.block(), std::max<std::size_t>(1, most_values / genes));
  lampyris::Matrix<float> values(std::min(step, samples), source.index().genes.size());
  for (std::size_t first = 0; first < samples; first += step) {
    const auto part = values.view().middle_rows(0, std::min(step, samples - first));
    source.read({first, part.rows()}, part);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lampyris;
  const auto text = fuzz::text_of(data, size);
  const auto path = fuzz::write_described(text);
  return fuzz::run_hdf5_reader([&] {
    auto file = io::h5::File::open(path, fuzz::ranks());
    const auto* format = io::find_format(io::matrix_formats(), file);
    const auto layer = fuzz::choice_of(text);
    if (format != nullptr) read_all(*format->hdf5()->open(std::move(file), layer == "main" ? "" : layer));
  });
}
