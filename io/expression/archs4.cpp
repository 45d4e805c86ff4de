// SPDX-License-Identifier: Apache-2.0
// ARCHS4 (Lachmann et al. 2018): /data/expression with /meta/genes and /meta/samples, or, in the first
// versions, the transpose with flat fields in /meta.
#include <fmt/format.h>

#include "io/expression/hdf5_fields.hpp"
#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_format.hpp"

namespace lampyris::io {
namespace {

constexpr const char* expression = "/data/expression";

bool is_archs4(const h5::File& file) {
  return file.kind(expression) == h5::Kind::numbers && file.kind("/meta") == h5::Kind::group;
}

std::unique_ptr<SampleSource> open_archs4(h5::File file, const std::string&) {
  const bool flat = file.kind("/meta/samples") != h5::Kind::group;
  const std::string genes =
      flat ? first_field(file, "ARCHS4", "/meta", {"genes", "gene_symbol", "transcripts"})
           : first_field(file, "ARCHS4", file.has("/meta/genes") ? "/meta/genes" : "/meta/transcripts",
                         {"symbol", "gene_symbol", "genes", "ensembl_gene", "ensembl_gene_id", "ensembl_id",
                          "transcripts"});
  const std::string ids =
      flat ? first_field(file, "ARCHS4", "/meta", {"Sample_geo_accession", "geo_accession"})
           : first_field(file, "ARCHS4", "/meta/samples", {"geo_accession", "sample"});
  SourceIndex index;
  index.counts = true;
  index.genes = file.read_strings(genes);
  index.samples = file.read_strings(ids);
  index.annotation =
      flat ? annotation_of_group(file, "/meta", index.samples.size(), {"genes", "Sample_geo_accession"})
           : annotation_of_group(file, "/meta/samples", index.samples.size(), {"geo_accession"});
  index.gene_fields = annotation_of_group(file, flat ? "/meta" : genes.substr(0, genes.rfind('/')),
                                          index.genes.size(), {genes.substr(genes.rfind('/') + 1)});
  const std::array size{index.samples.size(), index.genes.size()};
  // As long as the lengths differ, they say which way round it is; the versions were true to their way.
  const auto dims = file.dims(expression);
  const std::vector<std::size_t> by_samples{size[0], size[1]};
  const Major major = size[0] == size[1] ? (flat ? Major::samples : Major::genes)
                                         : (dims == by_samples ? Major::samples : Major::genes);
  index.layout = fmt::format("ARCHS4, {}", major == Major::samples ? "samples × genes" : "genes × samples");
  auto values = std::make_unique<DenseReader>(file, expression, size, major);
  return std::make_unique<Hdf5Source>(std::move(file), std::move(index), std::move(values));
}

}  // namespace

MatrixFormat archs4_format() {
  return {"archs4", Hdf5Matrix{.recognises = is_archs4, .open = open_archs4}};
}

}  // namespace lampyris::io
