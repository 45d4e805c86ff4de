#include "src/training/engines/layer_weights.hpp"

#include <algorithm>
#include <stdexcept>

namespace lampyris {

template <class Number>
StepWeights<Number>::StepWeights(const ParameterLayout& layout, std::span<const float> master)
    : layout_(layout), master_(master) {
  if (master.size() != layout.size()) throw std::logic_error("StepWeights: weights do not fit the layout");
  if constexpr (sizeof(Number) != sizeof(float)) copy_ = Matrix<Number>(1, layout.size());
  replaced();
}

template <class Number>
void StepWeights<Number>::replaced() {
  if constexpr (sizeof(Number) != sizeof(float)) {
    std::transform(master_.begin(), master_.end(), copy_.data(),
                   [](float value) { return from_float<Number>(value); });
  }
}

template <class Number>
std::span<bfloat16> StepWeights<Number>::bf16_weights() {
  if constexpr (sizeof(Number) != sizeof(float)) return copy_.values();
  return {};
}

template <class Number>
StoredWeights<Number> StepWeights<Number>::of(std::size_t step) const {
  const Architecture& shape = layout_.architecture();
  const bool tied = shape.is_tied(step);
  const auto& piece = layout_.weights(tied ? shape.layers() - step : step);
  const Number* data = nullptr;
  if constexpr (sizeof(Number) == sizeof(float)) {
    data = master_.data();
  } else {
    data = copy_.data();
  }
  const bool turned = piece.step == shape.layers();
  return {{data + piece.offset, piece.rows.count, piece.columns.count},
          turned != tied ? Transpose::yes : Transpose::no};
}

template <class Number>
std::span<const float> StepWeights<Number>::bias(std::size_t step) const {
  const auto& piece = layout_.bias(step);
  return master_.subspan(piece.offset, piece.size());
}

template class StepWeights<float>;
template class StepWeights<bfloat16>;

}  // namespace lampyris
