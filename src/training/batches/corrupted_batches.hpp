// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/named_values.hpp"
#include "src/training/batches/batch_source.hpp"

namespace lampyris {

/// Says how samples are changed before they are encoded; the loss compares with the sample unchanged (Vincent
/// et al. 2008).
struct Corruption {
  /// The noise that is put on values.
  enum class Noise {
    none,
    masking,   ///< a value becomes 0 with probability `level`
    gaussian,  ///< adds N(0, level²)
    imputing  ///< becomes its gene's mean with probability `level`; other values' distances from it grow by 1
              ///< / (1 − level), so that a sum over genes keeps its mean
  };

  Noise noise = Noise::none;  ///< what is done to values
  double level = 0;           ///< share of values masked, or the standard deviation
  double dropout = 0;  ///< a value becomes 0 with this probability, the others grow by 1 / (1 − dropout)
  std::uint64_t seed = 0;      ///< decides which values
  std::vector<double> mean{};  ///< of imputing: of each gene of the cohort, as values are scaled

  /// Whether anything is done at all.
  [[nodiscard]] bool any() const { return noise != Noise::none || dropout > 0; }
};

template <>
struct Words<Corruption::Noise> {
  static constexpr NamedValue<Corruption::Noise> values[] = {{"none", Corruption::Noise::none},
                                                             {"masking", Corruption::Noise::masking},
                                                             {"gaussian", Corruption::Noise::gaussian},
                                                             {"imputing", Corruption::Noise::imputing}};
};

/// Passes on the batches of another source with corrupted inputs: each value a function of (seed, epoch,
/// sample, gene) alone.
template <class Number>
class CorruptedBatches final : public BatchSource {
 public:
  /// `source` gives Number and must outlive this object; `genes` are mine.
  CorruptedBatches(BatchSource& source, const Corruption& corruption, Slice genes);

  [[nodiscard]] const BatchPlan& plan() const override { return source_.plan(); }
  [[nodiscard]] std::size_t most_rows() const override { return source_.most_rows(); }
  void begin_epoch(std::size_t epoch, std::size_t first_step) override {
    source_.begin_epoch(epoch, first_step);
  }
  [[nodiscard]] Batch batch(std::size_t step) override;

 private:
  void corrupt(std::size_t epoch, std::size_t sample, std::span<const Number> values,
               std::span<Number> out) const;

  BatchSource& source_;
  Corruption corruption_;
  Slice genes_;
  Matrix<Number> inputs_;
};

extern template class CorruptedBatches<float>;
extern template class CorruptedBatches<bfloat16>;

}  // namespace lampyris
