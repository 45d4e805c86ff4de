// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/layer_weights.hpp"

#include <algorithm>
#include <stdexcept>

namespace lampyris {

template <class Number>
LayerWeights<Number>::LayerWeights(const ParameterLayout& layout, std::span<const float> master)
    : layout_(layout), master_(master) {
  if (master.size() != layout.size()) throw std::logic_error("LayerWeights: weights do not fit the layout");
  if constexpr (sizeof(Number) != sizeof(float)) copy_ = Matrix<Number>(1, layout.size());
  replaced();
}

template <class Number>
void LayerWeights<Number>::replaced() {
  if constexpr (sizeof(Number) != sizeof(float)) {
    std::transform(master_.begin(), master_.end(), copy_.data(),
                   [](float value) { return from_float<Number>(value); });
  }
}

template <class Number>
std::span<bfloat16> LayerWeights<Number>::bf16_weights() {
  if constexpr (sizeof(Number) != sizeof(float)) return copy_.values();
  return {};
}

template <class Number>
StoredWeights<Number> LayerWeights<Number>::of(std::size_t dense) const {
  const Architecture& shape = layout_.architecture();
  const bool tied = shape.is_tied(dense);
  const auto& piece = layout_.weights(tied ? shape.layers() - dense : dense);
  const Number* data = nullptr;
  if constexpr (sizeof(Number) == sizeof(float)) {
    data = master_.data();
  } else {
    data = copy_.data();
  }
  const bool turned = piece.dense == shape.layers();
  return {{data + piece.offset, piece.rows.count, piece.columns.count},
          turned != tied ? Transpose::yes : Transpose::no};
}

template <class Number>
std::span<const float> LayerWeights<Number>::bias(std::size_t dense) const {
  const auto& piece = layout_.bias(dense);
  return master_.subspan(piece.offset, piece.size());
}

template class LayerWeights<float>;
template class LayerWeights<bfloat16>;

}  // namespace lampyris
