// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "io/expression/sample_source.hpp"

namespace lampyris::io {

/// Some of the samples of another source. Reads the blocks that hold any of them.
class SelectedSource final : public SampleSource {
 public:
  /// `samples` are ascending.
  SelectedSource(std::unique_ptr<SampleSource> whole, std::vector<std::size_t> samples);

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  void read(Slice samples, MatrixView<float> values) const override;
  [[nodiscard]] std::size_t block() const override { return whole_->block(); }

 private:
  std::unique_ptr<SampleSource> whole_;
  std::vector<std::size_t> samples_;
  SourceIndex index_;
  mutable Matrix<float> read_{};
};

}  // namespace lampyris::io
