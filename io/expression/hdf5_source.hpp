// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "io/expression/sample_source.hpp"
#include "io/expression/value_reader.hpp"
#include "io/hdf5/file.hpp"

namespace lampyris::io {

/// Index and values of an HDF5 file, as a reader of a format found them.
class Hdf5Source final : public SampleSource {
 public:
  Hdf5Source(h5::File file, SourceIndex index, std::unique_ptr<ValueReader> values)
      : file_(std::move(file)), index_(std::move(index)), values_(std::move(values)) {}

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  /// Throws DataError also for a negative count.
  void read(Slice samples, MatrixView<float> values) const override;
  [[nodiscard]] std::size_t block() const override { return values_->block(); }

 private:
  h5::File file_;
  SourceIndex index_;
  std::unique_ptr<ValueReader> values_;
};

}  // namespace lampyris::io
