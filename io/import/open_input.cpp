// SPDX-License-Identifier: Apache-2.0
#include "io/import/open_input.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/expression/matrix_formats.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

void check_gene_field(const ImportRequest& request, const std::filesystem::path& input,
                      const SourceIndex& index) {
  if (request.gene_field.empty() || index.gene_fields.find(request.gene_field)) return;
  throw UsageError(fmt::format("gene field \"{}\": {} has {}", request.gene_field, input.string(),
                               index.gene_fields.columns.empty()
                                   ? "none"
                                   : fmt::format("{}", fmt::join(index.gene_fields.columns, ", "))));
}

}  // namespace

std::unique_ptr<SampleSource> open_input(const ImportRequest& request, const std::filesystem::path& input,
                                         const mpi::Communicator& ranks) {
  require_matrix_format(request.format);
  std::unique_ptr<SampleSource> source;
  mpi::agreed(ranks, [&] {
    source = open_matrix(input, {request.format, request.layer}, ranks);
    if (source) check_gene_field(request, input, source->index());
  });
  return source;
}

}  // namespace lampyris::io
