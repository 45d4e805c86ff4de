// SPDX-License-Identifier: Apache-2.0
// GCTX of the Connectivity Map (cmapPy): /0/DATA/0/matrix samples × genes, /0/META/ROW and /0/META/COL; -666
// is a missing value.
#include <algorithm>

#include "io/expression/hdf5_fields.hpp"
#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_format.hpp"

namespace lampyris::io {
namespace {

constexpr const char* matrix = "/0/DATA/0/matrix";

bool is_gctx(const h5::File& file) {
  return file.kind(matrix) == h5::Kind::numbers && file.kind("/0/META") == h5::Kind::group;
}

std::unique_ptr<SampleSource> open_gctx(h5::File file, const std::string&) {
  const auto dims = sizes_of(file, matrix, 2);
  SourceIndex index{"GCTX, samples × genes",
                    false,
                    text_field(file, first_field(file, "GCTX", "/0/META/COL", {"id"}), dims[0]),
                    text_field(file, first_field(file, "GCTX", "/0/META/ROW", {"id"}), dims[1]),
                    annotation_of_group(file, "/0/META/COL", dims[0], {"id"}),
                    annotation_of_group(file, "/0/META/ROW", dims[1], {"id"})};
  for (auto& column : index.annotation.values)
    std::ranges::replace(column, std::string("-666"), std::string());
  const std::array size{index.samples.size(), index.genes.size()};
  auto values = std::make_unique<DenseReader>(file, matrix, size, Major::samples);
  return std::make_unique<Hdf5Source>(std::move(file), std::move(index), std::move(values));
}

}  // namespace

MatrixFormat gctx_format() {
  return {"gctx", Hdf5Matrix{.recognises = is_gctx, .open = open_gctx}};
}

}  // namespace lampyris::io
