// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "mpi/communicator.hpp"
#include "src/projection/cohort_projection.hpp"

namespace lampyris::io {

/// The samples of another cohort as a model takes them, read when they are asked for. Where the model's steps
/// of preprocessing are to be taken, which may learn from the whole cohort, each rank holds it whole: 4 bytes
/// a value of the model's genes. Keeps references to the file and the model.
class ProjectedSamples {
 public:
  /// Takes a block of samples × genes of the model, and the place of the first sample in the part.
  using Use = std::function<void(std::size_t first, MatrixView<const float> scaled)>;

  /// Collective. Reads the cohort once, for the moments of its genes. Throws DataError as CohortProjection
  /// and for a file that cannot be read.
  ProjectedSamples(const CohortFile& cohort, const Model& model, bool preprocess,
                   const ProjectionRules& rules, const mpi::Communicator& ranks);

  [[nodiscard]] std::size_t count() const { return cohort_.index().samples.size(); }
  [[nodiscard]] const CohortProjection& projection() const { return *projection_; }

  /// Gives a part of the samples in order and in blocks of 256 at most; then calls `use` for empty blocks, as
  /// many as a part of `reach` samples would have more. Not collective.
  void for_each_block(Slice part, const Use& use, std::size_t reach) const;

 private:
  [[nodiscard]] Matrix<float> read(Slice samples, Slice genes) const;

  const CohortFile& cohort_;
  std::optional<Matrix<float>> prepared_;  // samples × genes of the model, with preprocessing
  std::optional<CohortProjection> projection_;
};

}  // namespace lampyris::io
