#include "io/import/choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <utility>

#include "io/expression/hdf5_source.hpp"
#include "io/expression/matrix_market.hpp"
#include "io/expression/text_matrix.hpp"
#include "io/import/input_error.hpp"
#include "io/text/line_reader.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* market = "mtx";

void check_format(const std::string& format) {
  auto names = hdf5_format_names();
  names.emplace_back(market);
  names.insert(names.end(), text_formats.begin(), text_formats.end());
  if (format == "auto" || std::ranges::find(names, format) != names.end()) return;
  throw UsageError(fmt::format("format \"{}\": must be auto or one of {}", format, fmt::join(names, ", ")));
}

bool is_hdf5_format(const std::string& format) {
  const auto names = hdf5_format_names();
  return std::ranges::find(names, format) != names.end();
}

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

void check_gene_field(const ImportRequest& request, const std::filesystem::path& input,
                      const SourceIndex& index) {
  if (request.gene_field.empty() || index.gene_fields.find(request.gene_field)) return;
  throw UsageError(fmt::format("gene field \"{}\": {} has {}", request.gene_field, input.string(),
                               index.gene_fields.columns.empty()
                                   ? "none"
                                   : fmt::format("{}", fmt::join(index.gene_fields.columns, ", "))));
}

void refuse(const char* name, const std::string& value, const std::filesystem::path& input,
            const char* kind) {
  if (value.empty()) return;
  throw UsageError(fmt::format("{} \"{}\": {} is {}, which has none", name, value, input.string(), kind));
}

InputKind kind_of(const std::string& format, const std::filesystem::path& input) {
  if (format == market) return InputKind::source;
  if (format != "auto") return is_hdf5_format(format) ? InputKind::source : InputKind::text;
  return is_hdf5(input) || is_matrix_market(input) ? InputKind::source : InputKind::text;
}

std::unique_ptr<SampleSource> open_source(const ImportRequest& request, const std::filesystem::path& input,
                                          const mpi::Communicator& ranks) {
  if (request.format != market && is_hdf5(input)) return open_hdf5(request, input, ranks);
  if (is_hdf5_format(request.format)) {
    throw DataError(
        fmt::format("{}: no HDF5 file; must be one to be of the format {}", input.string(), request.format));
  }
  refuse("layer", request.layer, input, "Matrix Market");
  return open_matrix_market(input);
}

}  // namespace

ChosenInput choose_reader(const ImportRequest& request, const std::filesystem::path& input,
                          const mpi::Communicator& ranks) {
  check_format(request.format);
  ChosenInput chosen;
  agreed(ranks, [&] {
    chosen.kind = kind_of(request.format, input);
    if (chosen.kind == InputKind::source) {
      chosen.source = open_source(request, input, ranks);
      if (!chosen.source) chosen.kind = InputKind::cohort;
    } else {
      // A matrix that is no text at all is worth saying before anything about its companions.
      LineReader text(input);
      refuse("layer", request.layer, input, "a text matrix");
    }
    if (chosen.source) check_gene_field(request, input, chosen.source->index());
    if (chosen.kind == InputKind::cohort) {
      if (request.format != "auto") {
        throw UsageError(fmt::format("format \"{}\": {} is a cohort.h5; leave the format out", request.format,
                                     input.string()));
      }
      refuse("layer", request.layer, input, "a cohort.h5");
      refuse("gene field", request.gene_field, input, "a cohort.h5");
    }
  });
  return chosen;
}

}  // namespace lampyris::io
