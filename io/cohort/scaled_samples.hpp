#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "src/base/progress.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// Some samples of a cohort as an autoencoder takes them, read when they are asked for. Keeps references to
/// the file and the scaling. Not collective.
class ScaledSamples {
 public:
  /// The first sample's place in the part, and n × genes.
  using Use = std::function<void(std::size_t first, MatrixView<const float> scaled)>;

  ScaledSamples(const CohortFile& cohort, const Scaling& scaling, std::vector<std::size_t> samples);

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  [[nodiscard]] std::size_t genes() const { return scaling_.mean.size(); }
  [[nodiscard]] Matrix<float> read(Slice part) const;
  /// The part in blocks of limited size, in order; then empty ones, as many as a part of `reach` samples has
  /// more.
  void for_each_block(Slice part, const Use& use, std::size_t reach = 0) const;

 private:
  const CohortFile& cohort_;
  const Scaling& scaling_;
  std::vector<std::size_t> samples_;
};

/// The part whole. `progress` advances by the samples that have been read.
[[nodiscard]] Matrix<float> read_part(const ScaledSamples& samples, Slice part, Progress& progress);

/// All samples of the cohort.
[[nodiscard]] ScaledSamples all_samples(const CohortFile& cohort, const Scaling& scaling);

/// The samples whose flag is `flag` (Model::heldout). Throws DataError when there are not as many flags as
/// samples.
[[nodiscard]] ScaledSamples flagged_samples(const CohortFile& cohort, const Scaling& scaling,
                                            const std::vector<std::uint8_t>& flags, std::uint8_t flag);

/// Throws DataError, naming `file`, when its genes are not those of the cohort, in their order.
void require_same_genes(const CohortFile& cohort, const std::vector<std::string>& genes,
                        const std::string& file);

}  // namespace lampyris::io
