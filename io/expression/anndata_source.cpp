// SPDX-License-Identifier: Apache-2.0
// .h5ad of anndata (anndata.readthedocs.io, fileformat-prose), from the first generation on.
#include <fmt/format.h>

#include "io/expression/anndata_frame.hpp"
#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_format.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

// Where a matrix and the dataframe of its genes are.
struct Place {
  std::string matrix, genes;
};

Place place_of(const h5::File& file, const std::string& layer) {
  const bool old_raw = file.has("/raw.X");
  Place place{"/X", "/var"};
  if (layer == "raw") {
    place = old_raw ? Place{"/raw.X", "/raw.var"} : Place{"/raw/X", "/raw/var"};
  } else if (!layer.empty() && layer != "X") {
    place.matrix = "/layers/" + layer;
  }
  if (!file.has(place.matrix)) {
    std::string others = file.has("/raw/X") || old_raw ? " raw" : "";
    if (file.kind("/layers") == h5::Kind::group) {
      for (const auto& name : file.children("/layers")) others += " " + name;
    }
    throw DataError(fmt::format("{}: no matrix {}; the file has{}", file.path().string(), place.matrix,
                                others.empty() ? " no other either" : ", for --layer:" + others));
  }
  return place;
}

std::string sparse_format(const h5::File& file, const std::string& matrix) {
  for (const char* attribute : {"encoding-type", "h5sparse_format"}) {
    if (file.has_attribute(matrix, attribute)) return file.text_attribute(matrix, attribute).substr(0, 3);
  }
  return {};
}

std::unique_ptr<ValueReader> reader_of(const h5::File& file, const std::string& matrix,
                                       std::array<std::size_t, 2> size, std::string& layout) {
  if (file.kind(matrix) != h5::Kind::group) {
    layout = fmt::format("h5ad, {} dense", matrix.substr(1));
    return std::make_unique<DenseReader>(file, matrix, size, Major::samples);
  }
  const auto format = sparse_format(file, matrix);
  if (format != "csr" && format != "csc") {
    throw DataError(fmt::format("{}: {} is stored as \"{}\"; must be a dataset, csr_matrix or csc_matrix",
                                file.path().string(), matrix, format));
  }
  layout = fmt::format("h5ad, {} {}", matrix.substr(1), format);
  return std::make_unique<SparseReader>(file, matrix, size, format == "csr" ? Major::samples : Major::genes);
}

bool is_anndata(const h5::File& file) {
  return file.has("/obs") && file.has("/var");
}

std::unique_ptr<SampleSource> open_anndata(h5::File file, const std::string& layer) {
  const Place place = place_of(file, layer);
  auto obs = read_anndata_frame(file, "/obs");
  auto var = read_anndata_frame(file, place.genes);
  SourceIndex index{
      {}, false, std::move(obs.ids), std::move(var.ids), std::move(obs.columns), std::move(var.columns)};
  auto values = reader_of(file, place.matrix, {index.samples.size(), index.genes.size()}, index.layout);
  return std::make_unique<Hdf5Source>(std::move(file), std::move(index), std::move(values));
}

}  // namespace

MatrixFormat h5ad_format() {
  return {"h5ad", Hdf5Matrix{.recognises = is_anndata, .open = open_anndata, .has_layers = true}};
}

}  // namespace lampyris::io
