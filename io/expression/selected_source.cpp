// SPDX-License-Identifier: Apache-2.0
#include "io/expression/selected_source.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lampyris::io {
SelectedSource::SelectedSource(std::unique_ptr<SampleSource> whole, std::vector<std::size_t> samples)
    : whole_(std::move(whole)), samples_(std::move(samples)), index_(whole_->index()) {
  index_.samples = some_of(index_.samples, samples_);
  for (auto& column : index_.annotation.values) column = some_of(column, samples_);
}

void SelectedSource::read(Slice samples, MatrixView<float> values) const {
  const std::size_t step = block();
  if (read_.rows() == 0)
    read_ = Matrix<float>(std::min(step, whole_->index().samples.size()), index_.genes.size());
  for (std::size_t i = samples.offset; i < samples.end();) {
    const std::size_t first = samples_[i];
    const std::size_t end = (first / step + 1) * step;
    std::size_t next = i;
    while (next < samples.end() && samples_[next] < end) ++next;
    const auto part = read_.view().middle_rows(0, samples_[next - 1] + 1 - first);
    whole_->read({first, part.rows()}, part);
    for (; i < next; ++i) {
      std::ranges::copy(part.row(samples_[i] - first), values.row(i - samples.offset).begin());
    }
  }
}

}  // namespace lampyris::io
