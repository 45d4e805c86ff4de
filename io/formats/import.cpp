#include "io/formats/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "io/formats/cells.hpp"
#include "io/formats/import_task.hpp"
#include "io/sources/hdf5_source.hpp"
#include "io/sources/matrix_market.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t passes = 2;

std::size_t file_bytes(const std::filesystem::path& path) {
  std::error_code failure;
  const auto bytes = std::filesystem::file_size(path, failure);
  return failure ? 0 : static_cast<std::size_t>(bytes);
}

bool is_hdf5(const std::filesystem::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == signature;
}

bool names_samples(const std::string& corner) {
  constexpr std::array<std::string_view, 5> names = {"sample", "samples", "sample_id", "sampleid",
                                                     "sample_name"};
  return std::ranges::find(names, normal_name(corner)) != names.end();
}

/// Not collective. See Rows.
bool rows_are_samples(const ImportTask& task) {
  if (task.request.rows != Rows::automatic) return task.request.rows == Rows::samples;
  MatrixReader reader(task.request.input);
  if (!reader.layout().name.empty()) return false;
  const auto& columns = reader.columns();
  if (task.annotation) {
    const auto known = [&](const std::string& id) { return task.annotation->row_of.contains(id); };
    if (std::ranges::any_of(columns, known)) return false;
    while (reader.next()) {
      if (known(std::string(reader.id()))) return true;
    }
    return false;
  }
  if (names_samples(reader.corner())) return true;
  const auto mapped = [&](const std::string& id) { return task.ids->find(id) != nullptr; };
  return task.ids && reader.next() && !mapped(std::string(reader.id())) &&
         std::ranges::any_of(columns, mapped);
}

// Null for a cohort.h5, which is read in its own way.
std::unique_ptr<SampleSource> open_source(const ImportRequest& request, const mpi::Communicator& ranks) {
  auto file = h5::File::open(request.input, ranks);
  const bool cohort =
      file.has_attribute("/", "format") && file.text_attribute("/", "format") == "lampyris-cohort";
  if (cohort) return nullptr;
  const Hdf5Format* format = request.format == "auto" ? recognise(file) : &hdf5_format(request.format);
  if (format == nullptr) {
    throw DataError(fmt::format(
        "{}: an HDF5 file of no known layout; must be a cohort.h5, h5ad, archs4, loom, gctx or 10x",
        request.input.string()));
  }
  if (!request.layer.empty() && !format->has_layers) {
    throw UsageError(fmt::format("layer \"{}\": {} is of the format {}, which has one matrix", request.layer,
                                 request.input.string(), format->name));
  }
  return format->open(std::move(file), request.layer);
}

// Of an input that is no HDF5 file of another program.
void refuse_choices(const ImportRequest& request) {
  for (const auto& [name, value] : {std::pair{"format", request.format == "auto" ? "" : request.format},
                                    std::pair{"layer", request.layer}}) {
    if (value.empty()) continue;
    throw UsageError(
        fmt::format("{} \"{}\": {} is no HDF5 file of another program", name, value, request.input.string()));
  }
}

Collapse collapse_of(const ImportRequest& request, bool counts) {
  return collapse_rule(request.collapse != "auto" ? request.collapse : counts ? "sum" : "max-mean");
}

}  // namespace

std::size_t import_units(const ImportRequest& request) {
  return passes * file_bytes(request.input);
}

ImportSummary import_cohort(const ImportRequest& request, const std::filesystem::path& out,
                            const mpi::Communicator& ranks, Progress& progress) {
  ReadProgress read(progress, file_bytes(request.input));
  ImportTask task{request, out, ranks, read, collapse_of(request, false), {}, {}};
  bool copy = false;
  bool samples = false;
  std::unique_ptr<SampleSource> source;
  if (request.format != "auto") (void)hdf5_format(request.format);
  agreed(ranks, [&] {
    copy = is_hdf5(request.input);
    if (copy) source = open_source(request, ranks);
    const bool market = !copy && is_matrix_market(request.input);
    // A matrix that is no text at all is worth saying before anything about its companions.
    if (!copy && !market) LineReader(request.input);
    if (!source) refuse_choices(request);
    if (market) source = open_matrix_market(request.input);
    if (source) task.rule = collapse_of(request, source->index().counts);
    if (!request.annotation.empty()) task.annotation = read_annotation_table(request.annotation);
    if (!request.ids.empty()) task.ids = read_id_map(request.ids);
    samples = !copy && !source && rows_are_samples(task);
  });
  if (source) return import_source(task, *source);
  if (copy) return import_cohort_copy(task);
  return samples ? import_sample_rows(task) : import_gene_rows(task);
}

std::string ImportSummary::describe() const {
  std::string text = fmt::format("{}{} samples × {} genes, {} missing values",
                                 layout.empty() ? "" : layout + ": ", samples, genes, missing_values);
  if (unmapped > 0) text += fmt::format(", {} of {} ids without a gene", unmapped, ids);
  if (ambiguous > 0) text += fmt::format(", {} ids with several genes", ambiguous);
  if (collapsed > 0) text += fmt::format(", {} genes collapsed from several ids", collapsed);
  if (samples_without_annotation > 0)
    text += fmt::format(", {} samples without annotation", samples_without_annotation);
  if (annotation_without_sample > 0) {
    text += fmt::format(", {} annotated samples not in the cohort", annotation_without_sample);
  }
  for (std::size_t c = 0; c < labels.size(); ++c) {
    text +=
        fmt::format("{}{} ({} classes)", c == 0 ? "; annotation: " : ", ", labels[c].first, labels[c].second);
  }
  return text;
}

}  // namespace lampyris::io
