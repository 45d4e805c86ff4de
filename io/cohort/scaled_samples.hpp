// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "src/base/progress.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/scaling.hpp"
#include "src/cohort/split.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// The one reader of samples as an autoencoder takes them: scaled, in float or bfloat16. Values are read when
/// they are asked for; while training, StreamedBatches reads them in a thread of its own. Keeps references to
/// the file and the scaling. Nothing here is collective. Everything throws DataError when the file cannot be
/// read.
class ScaledSamples {
 public:
  /// Takes a block of samples × genes, and the first sample's place in the part.
  template <class Number>
  using Use = std::function<void(std::size_t first, MatrixView<const Number> scaled)>;

  /// `samples` are indices in the cohort; `genes`, where given, some of its genes.
  ScaledSamples(const CohortFile& cohort, const Scaling& scaling, std::vector<std::size_t> samples);
  ScaledSamples(const CohortFile& cohort, const Scaling& scaling, std::vector<std::size_t> samples,
                Slice genes);

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  [[nodiscard]] std::size_t genes() const { return genes_.count; }

  /// Reads a part of the samples whole: part.count × genes. Adds to `clamped`, where given, how many values
  /// had to be clamped. Memory: the result and 256 samples of floats.
  template <class Number = float>
  [[nodiscard]] Matrix<Number> read(Slice part, std::size_t* clamped = nullptr) const;

  /// Reads a part of the samples, which must ascend, in order and in blocks of 256 at most; then calls `use`
  /// for empty blocks, as many as a part of `reach` samples would have more.
  template <class Number = float>
  void for_each_block(Slice part, const std::type_identity_t<Use<Number>>& use, std::size_t reach = 0) const;

 private:
  const CohortFile& cohort_;
  const Scaling& scaling_;
  std::vector<std::size_t> samples_;
  Slice genes_;
};

/// Reads a part whole. `progress` advances by the samples that have been read.
[[nodiscard]] Matrix<float> read_part(const ScaledSamples& samples, Slice part, Progress& progress);

/// Returns all samples of the cohort.
[[nodiscard]] ScaledSamples all_samples(const CohortFile& cohort, const Scaling& scaling);

/// Returns the samples that are in one of the `wanted` parts (Model::parts), ascending. Throws DataError when
/// there are not as many parts as samples.
[[nodiscard]] ScaledSamples samples_in(const CohortFile& cohort, const Scaling& scaling,
                                       const std::vector<SamplePart>& parts,
                                       const std::vector<SamplePart>& wanted);

/// Throws DataError, naming `file`, when its genes are not those of the cohort, in their order.
void require_same_genes(const CohortFile& cohort, const std::vector<std::string>& genes,
                        const std::string& file);

}  // namespace lampyris::io
