// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "src/base/slice.hpp"
#include "src/cohort/annotation.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// Describes a file before its values are read.
struct SourceIndex {
  std::string layout;                ///< for people, as "ARCHS4, genes × samples"
  bool counts = false;               ///< the layout is one of counts, of which those of one gene add up
  std::vector<std::string> samples;  ///< ids, as they stand in the file
  std::vector<std::string> genes;    ///< ids of the values' columns; may repeat
  Annotation annotation{};           ///< of the samples; may have no column
  Annotation gene_fields{};          ///< what else is said of the genes; may have no column
  bool ids_are_genes = false;        ///< each id is a gene as it stands: not mapped, not shortened
};

inline void fill_zero(MatrixView<float> values) {
  for (std::size_t i = 0; i < values.rows(); ++i) std::ranges::fill(values.row(i), 0.0F);
}

/// Returns the texts at these places.
[[nodiscard]] inline std::vector<std::string> some_of(const std::vector<std::string>& texts,
                                                      const std::vector<std::size_t>& places) {
  std::vector<std::string> some;
  some.reserve(places.size());
  for (const std::size_t place : places) some.push_back(texts[place]);
  return some;
}

/// A file from which whole samples can be read, in any order: what a reader of a format gives to import.
class SampleSource {
 public:
  virtual ~SampleSource() = default;

  [[nodiscard]] virtual const SourceIndex& index() const = 0;
  /// Into samples.count × genes; NaN = missing. Not collective. Throws DataError that names the dataset.
  virtual void read(Slice samples, MatrixView<float> values) const = 0;
  /// Samples that are best read together, from a multiple of it on: whole chunks of the file.
  [[nodiscard]] virtual std::size_t block() const = 0;
};

}  // namespace lampyris::io
