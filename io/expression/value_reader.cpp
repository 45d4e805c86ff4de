// SPDX-License-Identifier: Apache-2.0
#include "io/expression/value_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "io/expression/hdf5_fields.hpp"
#include "io/expression/sample_source.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t few_samples = 64;
// Genes whose samples stay in the cache while they are transposed.
constexpr std::size_t tile = 16;
// Of a block of samples when all of the file is read for each of them.
constexpr std::size_t large_block_values = std::size_t{1} << 26;
// Of a sparse matrix that are read at once.
constexpr std::size_t entries_at_once = std::size_t{1} << 20;

}  // namespace

DenseReader::DenseReader(const h5::File& file, std::string dataset, std::array<std::size_t, 2> samples_genes,
                         Major major)
    : dataset_(std::move(dataset)), genes_(samples_genes[1]), major_(major), block_(1) {
  const bool transposed = major == Major::genes;
  const std::vector<std::size_t> due{samples_genes[transposed ? 1 : 0], samples_genes[transposed ? 0 : 1]};
  if (file.kind(dataset_) != h5::Kind::numbers) {
    throw DataError(fmt::format("{}: dataset {} must hold numbers", file.path().string(), dataset_));
  }
  const auto dims = file.dims(dataset_);
  if (dims != due) {
    throw DataError(fmt::format("{}: dataset {} is of {}; must be of {} × {}, for {} samples and {} genes",
                                file.path().string(), dataset_, fmt::join(dims, " × "), due[0], due[1],
                                samples_genes[0], samples_genes[1]));
  }
  block_ = whole_chunks(file, dataset_, transposed ? 1 : 0, few_samples);
}

void DenseReader::read(const h5::File& file, Slice samples, MatrixView<float> values) const {
  if (major_ == Major::samples) {
    file.read_block<float>(dataset_, {samples.offset, 0}, values);
    return;
  }
  if (transposed_.size() < genes_ * samples.count) transposed_ = Matrix<float>(genes_, samples.count);
  const MatrixView<float> transposed(transposed_.data(), genes_, samples.count);
  file.read_block<float>(dataset_, {0, samples.offset}, transposed);
  for (std::size_t first = 0; first < genes_; first += tile) {
    const std::size_t end = std::min(first + tile, genes_);
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t g = first; g < end; ++g) values(i, g) = transposed(g, i);
    }
  }
}

SparseReader::SparseReader(const h5::File& file, std::string group, std::array<std::size_t, 2> samples_genes,
                           Major major)
    : group_(std::move(group)), size_(samples_genes), major_(major), block_(few_samples) {
  for (const char* part : {"/data", "/indices", "/indptr"}) {
    if (file.kind(group_ + part) != h5::Kind::numbers) {
      throw DataError(
          fmt::format("{}: {}{} is missing, or no numbers; a sparse matrix has data, indices and indptr",
                      file.path().string(), group_, part));
    }
  }
  begin_ = file.read<std::int64_t>(group_ + "/indptr");
  const std::size_t lines = major == Major::samples ? size_[0] : size_[1];
  const std::size_t entries = sizes_of(file, group_ + "/data", 1)[0];
  const bool fits = begin_.size() == lines + 1 && begin_.front() == 0 && std::ranges::is_sorted(begin_) &&
                    static_cast<std::size_t>(begin_.back()) == entries &&
                    file.dims(group_ + "/indices") == std::vector<std::size_t>{entries};
  if (!fits) {
    throw DataError(fmt::format(
        "{}: {}/indptr does not fit: must rise from 0 to the {} values of data and indices, over {} {}",
        file.path().string(), group_, entries, lines, major == Major::samples ? "samples" : "genes"));
  }
  if (major == Major::genes) {
    block_ = std::clamp<std::size_t>(large_block_values / std::max<std::size_t>(1, size_[1]), 1,
                                     std::max<std::size_t>(1, size_[0]));
  }
}

// use(line, index, value) for every entry of these samples or genes.
template <class Use>
void SparseReader::for_each_entry(const h5::File& file, Slice lines, Use use) const {
  const std::size_t range = major_ == Major::samples ? size_[1] : size_[0];
  const auto end = static_cast<std::size_t>(begin_[lines.end()]);
  std::size_t line = lines.offset;
  for (auto first = static_cast<std::size_t>(begin_[line]); first < end; first += entries_at_once) {
    const Slice part{first, std::min(entries_at_once, end - first)};
    const auto values = file.read_part<float>(group_ + "/data", part);
    const auto indices = file.read_part<std::int64_t>(group_ + "/indices", part);
    for (std::size_t e = 0; e < part.count; ++e) {
      while (static_cast<std::size_t>(begin_[line + 1]) <= first + e) ++line;
      if (indices[e] < 0 || static_cast<std::size_t>(indices[e]) >= range) {
        throw DataError(fmt::format("{}: {}/indices: {} at place {}; must be from 0 to {}",
                                    file.path().string(), group_, indices[e], first + e, range - 1));
      }
      use(line, static_cast<std::size_t>(indices[e]), values[e]);
    }
  }
}

void SparseReader::read(const h5::File& file, Slice samples, MatrixView<float> values) const {
  fill_zero(values);
  if (major_ == Major::samples) {
    for_each_entry(file, samples, [&](std::size_t sample, std::size_t gene, float value) {
      values(sample - samples.offset, gene) += value;
    });
  } else {
    for_each_entry(file, {0, size_[1]}, [&](std::size_t gene, std::size_t sample, float value) {
      if (samples.contains(sample)) values(sample - samples.offset, gene) += value;
    });
  }
}

}  // namespace lampyris::io
