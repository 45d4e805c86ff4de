#include "io/import/choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <fstream>
#include <string_view>
#include <utility>

#include "io/formats/line_reader.hpp"
#include "io/import/input_error.hpp"
#include "io/sources/hdf5_source.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

bool is_hdf5(const std::filesystem::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == signature;
}

// Null for a cohort.h5, which is read in its own way.
std::unique_ptr<SampleSource> open_hdf5(const ImportRequest& request, const std::filesystem::path& input,
                                        const mpi::Communicator& ranks) {
  auto file = h5::File::open(input, ranks);
  const bool cohort =
      file.has_attribute("/", "format") && file.text_attribute("/", "format") == "lampyris-cohort";
  if (cohort) return nullptr;
  const Hdf5Format* format = request.format == "auto" ? recognise(file) : &hdf5_format(request.format);
  if (format == nullptr) {
    throw DataError(fmt::format(
        "{}: an HDF5 file of no known layout; must be a cohort.h5, h5ad, archs4, loom, gctx or 10x",
        input.string()));
  }
  if (!request.layer.empty() && !format->has_layers) {
    throw UsageError(fmt::format("layer \"{}\": {} is of the format {}, which has one matrix", request.layer,
                                 input.string(), format->name));
  }
  return format->open(std::move(file), request.layer);
}

void refuse(const char* name, const std::string& value, const std::filesystem::path& input) {
  if (value.empty()) return;
  throw UsageError(
      fmt::format("{} \"{}\": {} is no HDF5 file of another program", name, value, input.string()));
}

void check_gene_field(const ImportRequest& request, const std::filesystem::path& input,
                      const SourceIndex& index) {
  if (request.gene_field.empty() || index.gene_fields.find(request.gene_field)) return;
  throw UsageError(fmt::format("gene field \"{}\": {} has {}", request.gene_field, input.string(),
                               index.gene_fields.columns.empty()
                                   ? "none"
                                   : fmt::format("{}", fmt::join(index.gene_fields.columns, ", "))));
}

}  // namespace

ChosenInput choose_reader(const ImportRequest& request, const std::filesystem::path& input,
                          const mpi::Communicator& ranks) {
  ChosenInput chosen;
  if (request.format != "auto") (void)hdf5_format(request.format);
  agreed(ranks, [&] {
    if (is_hdf5(input)) {
      chosen.source = open_hdf5(request, input, ranks);
      chosen.kind = chosen.source ? InputKind::source : InputKind::cohort;
    } else {
      // A matrix that is no text at all is worth saying before anything about its companions.
      LineReader text(input);
    }
    if (chosen.source) {
      check_gene_field(request, input, chosen.source->index());
    } else {
      refuse("format", request.format == "auto" ? "" : request.format, input);
      refuse("layer", request.layer, input);
    }
    if (chosen.kind == InputKind::cohort) refuse("gene field", request.gene_field, input);
  });
  return chosen;
}

}  // namespace lampyris::io
