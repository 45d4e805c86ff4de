// SPDX-License-Identifier: Apache-2.0
#include "io/expression/matrix_formats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {

// To add a format: a file in this folder with such a function, declared here, and its place in the table.
// Other names for genes go into SourceIndex::gene_fields.
MatrixFormat cohort_format();         // cohort_source.cpp
MatrixFormat h5ad_format();           // anndata_source.cpp
MatrixFormat archs4_format();         // archs4.cpp
MatrixFormat loom_format();           // loom.cpp
MatrixFormat gctx_format();           // gctx.cpp
MatrixFormat tenx_format();           // tenx.cpp
MatrixFormat matrix_market_format();  // market_files.cpp
MatrixFormat gct_format();            // gct.cpp
MatrixFormat series_matrix_format();  // series_matrix.cpp
MatrixFormat plain_text_format();     // text_matrix.cpp; takes any line, so it is the last

const std::vector<MatrixFormat>& matrix_formats() {
  static const std::vector<MatrixFormat> formats{
      cohort_format(), h5ad_format(),          archs4_format(), loom_format(),          gctx_format(),
      tenx_format(),   matrix_market_format(), gct_format(),    series_matrix_format(), plain_text_format()};
  return formats;
}

namespace {

bool begins_as_hdf5(const std::filesystem::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == signature;
}

void refuse_layer(const MatrixChoice& choice, const std::filesystem::path& input, const std::string& format) {
  if (choice.layer.empty()) return;
  throw UsageError(fmt::format("layer \"{}\": {} is of the format {}, which has one matrix", choice.layer,
                               input.string(), format));
}

std::unique_ptr<SampleSource> open_hdf5(const std::filesystem::path& input, const MatrixChoice& choice,
                                        const MatrixFormat* asked, const mpi::Communicator& ranks) {
  auto file = h5::File::open(input, ranks);
  const auto* found = find_format(matrix_formats(), file);
  if (asked != nullptr && found != nullptr && found != asked && found->hdf5()->names_itself) {
    throw UsageError(fmt::format("format \"{}\": {} is a {}.h5; leave the format out", asked->name,
                                 input.string(), found->name));
  }
  const auto* format = asked != nullptr ? asked : found;
  if (format == nullptr) {
    std::vector<std::string> names;
    for (const auto& one : matrix_formats()) {
      if (one.hdf5() != nullptr) names.push_back(one.name);
    }
    throw DataError(fmt::format("{}: an HDF5 file of no known layout; must be one of {}", input.string(),
                                fmt::join(names, ", ")));
  }
  if (!format->hdf5()->has_layers) refuse_layer(choice, input, format->name);
  return format->hdf5()->open(std::move(file), choice.layer);
}

}  // namespace

void require_matrix_format(const std::string& format) {
  if (format == "auto" || find_format_named(matrix_formats(), format) != nullptr) return;
  throw UsageError(fmt::format("format \"{}\": must be auto or one of {}", format,
                               fmt::join(format_names(matrix_formats()), ", ")));
}

std::unique_ptr<SampleSource> open_matrix(const std::filesystem::path& input, const MatrixChoice& choice,
                                          const mpi::Communicator& ranks) {
  require_matrix_format(choice.format);
  if (!std::filesystem::exists(input)) throw DataError(fmt::format("{}: no such file", input.string()));
  const auto* asked = find_format_named(matrix_formats(), choice.format);  // null for auto
  if ((asked == nullptr || asked->hdf5() != nullptr) && begins_as_hdf5(input)) {
    return open_hdf5(input, choice, asked, ranks);
  }
  if (asked != nullptr && asked->hdf5() != nullptr) {
    throw DataError(
        fmt::format("{}: no HDF5 file; must be one to be of the format {}", input.string(), asked->name));
  }
  const auto* format = asked != nullptr ? asked : find_format(matrix_formats(), input);
  if (format != nullptr && format->files() != nullptr) {
    refuse_layer(choice, input, format->name);
    return format->files()->open(input);
  }
  // A matrix that is no text at all is worth saying before anything about its companions.
  LineReader text(input);
  refuse_layer(choice, input, "text");
  return nullptr;
}

const TextMatrix& text_matrix_format(const std::string& format, std::string_view first_line) {
  const auto* found = format == "auto" ? find_format(matrix_formats(), first_line)
                                       : find_format_named(matrix_formats(), format);
  if (found != nullptr && found->text() != nullptr) return *found->text();
  throw UsageError(fmt::format("format \"{}\": is that of no text matrix", format));
}

std::vector<std::filesystem::path> files_of_input(const std::filesystem::path& input) {
  const auto* format = find_format(matrix_formats(), input);
  return format == nullptr ? std::vector{input} : format->files()->files(input);
}

}  // namespace lampyris::io
