// SPDX-License-Identifier: Apache-2.0
// 10x Genomics: /matrix of version 3, or one group a genome of version 2; features × barcodes by columns, so
// whole barcodes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "io/expression/feature_types.hpp"
#include "io/expression/hdf5_fields.hpp"
#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_format.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

bool is_sparse(const h5::File& file, const std::string& group) {
  return std::ranges::all_of(std::array{"/data", "/indices", "/indptr", "/shape"},
                             [&](const char* part) { return file.kind(group + part) == h5::Kind::numbers; });
}

std::vector<std::string> sparse_groups(const h5::File& file) {
  std::vector<std::string> groups;
  for (const auto& name : file.children("/")) {
    if (file.kind("/" + name) == h5::Kind::group && is_sparse(file, "/" + name)) groups.push_back("/" + name);
  }
  return groups;
}

bool is_tenx(const h5::File& file) {
  return !sparse_groups(file).empty();
}

std::unique_ptr<SampleSource> open_tenx(h5::File file, const std::string& layer) {
  auto groups = sparse_groups(file);
  if (!layer.empty()) std::erase_if(groups, [&](const std::string& group) { return group != "/" + layer; });
  if (groups.size() != 1) {
    throw DataError(fmt::format("{}: matrices of {} genomes ({}); choose one with --layer",
                                file.path().string(), groups.size(), fmt::join(sparse_groups(file), ", ")));
  }
  const std::string& group = groups.front();
  const auto shape = file.read<std::int64_t>(group + "/shape");
  if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0) {
    throw DataError(fmt::format("{}: {}/shape must be features and barcodes", file.path().string(), group));
  }
  const std::array size{static_cast<std::size_t>(shape[1]), static_cast<std::size_t>(shape[0])};
  const bool third = file.kind(group + "/features") == h5::Kind::group;
  const auto genes = third ? first_field(file, "10x version 3", group + "/features", {"name", "id"})
                           : first_field(file, "10x version 2", group, {"gene_names", "genes"});
  const auto barcodes = first_field(file, "10x", group, {"barcodes"});
  SourceIndex index{fmt::format("10x version {}, features × barcodes", third ? 3 : 2),
                    true,
                    text_field(file, barcodes, size[0]),
                    text_field(file, genes, size[1]),
                    {},
                    annotation_of_group(file, third ? group + "/features" : group, size[1],
                                        {genes.substr(genes.rfind('/') + 1)})};
  auto values = std::make_unique<SparseReader>(file, group, size, Major::samples);
  const auto types = group + "/features/feature_type";
  FeatureChoice choice;
  if (file.kind(types) == h5::Kind::texts) choice = choose_expression(text_field(file, types, size[1]));
  return with_genes(std::make_unique<Hdf5Source>(std::move(file), std::move(index), std::move(values)),
                    std::move(choice));
}

}  // namespace

MatrixFormat tenx_format() {
  return {"10x", Hdf5Matrix{.recognises = is_tenx, .open = open_tenx, .has_layers = true}};
}

}  // namespace lampyris::io
