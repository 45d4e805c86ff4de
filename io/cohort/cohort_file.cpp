// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/cohort_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/name_check.hpp"

namespace lampyris::io {
namespace {

constexpr const char* format_name = "lampyris-cohort";
constexpr std::int64_t format_version = 1;
// 1 MiB of float32: whole samples and whole genes are both read in few pieces.
constexpr std::size_t chunk_samples = 256;
constexpr std::size_t chunk_genes = 1024;

/// HDF5 reads '/' as a step into a group and "." as the group itself; the attribute column-order has the true
/// name.
std::string annotation_path(std::string column) {
  constexpr const char* division_slash = "\u2215";
  for (auto at = column.find('/'); at != std::string::npos; at = column.find('/')) {
    column.replace(at, 1, division_slash);
  }
  return "/annotation/" + (column.empty() || column == "." ? "column " + column : column);
}

void expect_length(const std::filesystem::path& path, const std::string& dataset, std::size_t found,
                   std::size_t samples) {
  if (found == samples) return;
  throw DataError(fmt::format("{}: {} has {} values; the cohort has {} samples: import it again",
                              path.string(), dataset, found, samples));
}

Annotation read_annotation(const h5::File& file, const std::filesystem::path& path, std::size_t samples) {
  Annotation annotation;
  if (!file.has("/annotation")) return annotation;
  annotation.columns = file.list_attribute("/annotation", "column-order");
  for (const auto& column : annotation.columns) {
    annotation.values.push_back(file.read_strings(annotation_path(column)));
    expect_length(path, annotation_path(column), annotation.values.back().size(), samples);
  }
  return annotation;
}

CohortIndex read_index(const h5::File& file, const std::filesystem::path& path) {
  if (!is_cohort(file)) {
    throw DataError(fmt::format("{} is HDF5 but not a cohort: the root attribute format must be \"{}\"",
                                path.string(), format_name));
  }
  if (const auto version = file.integer_attribute("/", "version"); version != format_version) {
    throw DataError(fmt::format("{} is a cohort of version {}; this program reads version {}", path.string(),
                                version, format_version));
  }
  CohortIndex index{file.read_strings("/samples/id"), file.read_strings("/genes/id"), {}};
  require_plain_names(index.samples, "sample", path.string());
  require_plain_names(index.genes, "gene", path.string());
  const auto dims = file.dims("/expression");
  if (dims != std::vector<std::size_t>{index.samples.size(), index.genes.size()}) {
    throw DataError(fmt::format("{}: /expression is {}; must be {} samples × {} genes: import it again",
                                path.string(), fmt::join(dims, " × "), index.samples.size(),
                                index.genes.size()));
  }
  index.annotation = read_annotation(file, path, index.samples.size());
  return index;
}

}  // namespace

bool is_cohort(const h5::File& file) {
  return file.has_attribute("/", "format") && file.text_attribute("/", "format") == format_name;
}

struct CohortFile::State {
  h5::File file;
  CohortIndex index;
};

CohortFile::CohortFile(const std::filesystem::path& path, const mpi::Communicator& ranks)
    : CohortFile(h5::File::open(path, ranks)) {}

CohortFile::CohortFile(h5::File file) : state_(std::make_unique<State>(State{std::move(file), {}})) {
  state_->index = read_index(state_->file, state_->file.path());
}

CohortFile::~CohortFile() = default;

const CohortIndex& CohortFile::index() const {
  return state_->index;
}

Matrix<float> CohortFile::read(Slice samples, Slice genes) const {
  return state_->file.read_block<float>("/expression", samples, genes);
}

void CohortFile::read(Slice samples, Slice genes, MatrixView<float> values) const {
  state_->file.read_block<float>("/expression", {samples.offset, genes.offset}, values);
}

Matrix<float> CohortFile::read_samples(std::span<const std::size_t> samples) const {
  return read_samples(samples, {0, state_->index.genes.size()});
}

Matrix<float> CohortFile::read_samples(std::span<const std::size_t> samples, Slice genes) const {
  Matrix<float> values(samples.size(), genes.count);
  for_each_sample(samples, genes, [&](std::size_t place, MatrixView<const float> row) {
    std::ranges::copy(row.row(0), values.row(place).begin());
  });
  return values;
}

void CohortFile::for_each_sample(std::span<const std::size_t> samples, Slice genes,
                                 const UseSample& use) const {
  std::vector<std::size_t> order(samples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return samples[a] < samples[b]; });
  // One for all: fresh memory costs more than reading into it.
  Matrix<float> block(std::min(chunk_samples, state_->index.samples.size()), genes.count);
  for (std::size_t first = 0; first < order.size();) {
    // HDF5 reads whole chunks, so what lies in the same ones is read together, the rows between included.
    const std::size_t start = samples[order[first]];
    std::size_t last = first + 1;
    while (last < order.size() && samples[order[last]] / chunk_samples == start / chunk_samples) ++last;
    const auto rows = block.view().middle_rows(0, samples[order[last - 1]] - start + 1);
    state_->file.read_block<float>("/expression", {start, genes.offset}, rows);
    for (; first < last; ++first) {
      use(order[first], rows.middle_rows(samples[order[first]] - start, 1));
    }
  }
}

struct CohortWriter::State {
  h5::File file;
  Matrix<float> chunk{chunk_samples, chunk_genes};
};

CohortWriter::CohortWriter(const std::filesystem::path& path, const CohortIndex& index,
                           const std::string& provenance, const mpi::Communicator& ranks)
    : state_(std::make_unique<State>(State{h5::File::create(path, ranks)})) {
  auto& file = state_->file;
  file.set_attribute("/", "format", format_name);
  file.set_attribute("/", "version", format_version);
  file.set_attribute("/", "provenance", provenance);
  file.write_strings("/samples/id", index.samples);
  file.write_strings("/genes/id", index.genes);
  if (!index.annotation.columns.empty()) {
    file.make_group("/annotation");
    file.set_attribute("/annotation", "column-order", index.annotation.columns);
  }
  for (std::size_t c = 0; c < index.annotation.columns.size(); ++c) {
    file.write_strings(annotation_path(index.annotation.columns[c]), index.annotation.values[c]);
  }
  file.create_matrix<float>(
      "/expression", {index.samples.size(), index.genes.size()},
      {std::min(chunk_samples, index.samples.size()), std::min(chunk_genes, index.genes.size())});
}

CohortWriter::~CohortWriter() = default;

// A chunk at a time and without gaps in memory, so that it is written in one go.
void CohortWriter::write(MatrixView<const float> block, std::size_t first_sample, std::size_t first_gene) {
  auto& chunk = state_->chunk;
  const auto part = [](std::size_t first, std::size_t end, std::size_t size) {
    return std::min(end, (first / size + 1) * size) - first;
  };
  const std::size_t samples = first_sample + block.rows();
  const std::size_t genes = first_gene + block.columns();
  for (std::size_t s = first_sample; s < samples; s += part(s, samples, chunk_samples)) {
    for (std::size_t g = first_gene; g < genes; g += part(g, genes, chunk_genes)) {
      const MatrixView<float> values(chunk.data(), part(s, samples, chunk_samples),
                                     part(g, genes, chunk_genes));
      for (std::size_t i = 0; i < values.rows(); ++i) {
        std::ranges::copy(block.row(s - first_sample + i).subspan(g - first_gene, values.columns()),
                          values.row(i).begin());
      }
      state_->file.write_block<float>("/expression", {s, g}, values);
    }
  }
  state_->file.require_written();
}

void CohortWriter::finish() {
  state_->file.commit();
}

}  // namespace lampyris::io
