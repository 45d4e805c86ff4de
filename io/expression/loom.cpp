// SPDX-License-Identifier: Apache-2.0
// Loom (linnarssonlab.org/loompy/format): /matrix genes × cells, /row_attrs, /col_attrs.
#include "io/expression/hdf5_fields.hpp"
#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_format.hpp"

namespace lampyris::io {
namespace {

bool is_loom(const h5::File& file) {
  return file.kind("/matrix") == h5::Kind::numbers && file.kind("/row_attrs") == h5::Kind::group &&
         file.kind("/col_attrs") == h5::Kind::group;
}

std::unique_ptr<SampleSource> open_loom(h5::File file, const std::string& layer) {
  const std::string matrix = layer.empty() ? "/matrix" : "/layers/" + layer;
  const auto genes =
      first_field(file, "Loom", "/row_attrs",
                  {"Gene", "gene", "gene_symbol", "gene_name", "gene_names", "var_names", "Accession"});
  const auto samples = first_field(file, "Loom", "/col_attrs",
                                   {"CellID", "Cell", "cell_id", "obs_names", "cell_names", "sample"});
  const auto dims = sizes_of(file, "/matrix", 2);
  SourceIndex index{
      "Loom, genes × cells", false, text_field(file, samples, dims[1]), text_field(file, genes, dims[0]), {}};
  index.annotation =
      annotation_of_group(file, "/col_attrs", index.samples.size(), {samples.substr(samples.rfind('/') + 1)});
  index.gene_fields =
      annotation_of_group(file, "/row_attrs", index.genes.size(), {genes.substr(genes.rfind('/') + 1)});
  const std::array size{index.samples.size(), index.genes.size()};
  auto values = std::make_unique<DenseReader>(file, matrix, size, Major::genes);
  return std::make_unique<Hdf5Source>(std::move(file), std::move(index), std::move(values));
}

}  // namespace

MatrixFormat loom_format() {
  return {"loom", Hdf5Matrix{.recognises = is_loom, .open = open_loom, .has_layers = true}};
}

}  // namespace lampyris::io
