// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// Reads whole samples from one way of storing a matrix.
class ValueReader {
 public:
  virtual ~ValueReader() = default;
  /// Into samples.count × genes.
  virtual void read(const h5::File& file, Slice samples, MatrixView<float> values) const = 0;
  [[nodiscard]] virtual std::size_t block() const = 0;
};

/// Which of samples and genes a matrix has as rows, or a compressed one has whole.
enum class Major { samples, genes };

/// A matrix as a dataset.
class DenseReader final : public ValueReader {
 public:
  /// Throws DataError when the dataset has not the size of samples × genes, transposed as `major` says.
  DenseReader(const h5::File& file, std::string dataset, std::array<std::size_t, 2> samples_genes,
              Major major);
  void read(const h5::File& file, Slice samples, MatrixView<float> values) const override;
  [[nodiscard]] std::size_t block() const override { return block_; }

 private:
  std::string dataset_;
  std::size_t genes_;
  Major major_;
  std::size_t block_;
  mutable Matrix<float> transposed_{};  // genes × samples of a read; kept, as fresh memory is slow
};

/// A compressed sparse matrix as a group of data, indices and indptr: of rows that are samples (CSR) or genes
/// (CSC of samples × genes). Repeated entries are added up.
class SparseReader final : public ValueReader {
 public:
  /// Throws DataError when the three do not fit each other or the size.
  SparseReader(const h5::File& file, std::string group, std::array<std::size_t, 2> samples_genes,
               Major major);
  /// Throws DataError for an index out of range.
  void read(const h5::File& file, Slice samples, MatrixView<float> values) const override;
  [[nodiscard]] std::size_t block() const override { return block_; }

 private:
  template <class Use>
  void for_each_entry(const h5::File& file, Slice lines, Use use) const;

  std::string group_;
  std::array<std::size_t, 2> size_;
  Major major_;
  std::vector<std::int64_t> begin_;  // of each sample or gene, and the end
  std::size_t block_;
};

}  // namespace lampyris::io
