// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/annotation.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// The rows, columns and annotation of a cohort; values stay in the file.
struct CohortIndex {
  std::vector<std::string> samples, genes;
  Annotation annotation;
};

/// cohort.h5, open for reading by all ranks. Layout: /expression float32 samples × genes in 2-D chunks, NaN =
/// missing; /samples/id, /genes/id and /annotation/<column> UTF-8 strings; /annotation has the attribute
/// column-order, and there is no /annotation without columns; root attributes format = "lampyris-cohort",
/// version = 1, provenance.
class CohortFile {
 public:
  /// Collective. Throws DataError: no such file, not HDF5, not a cohort, a dataset that is missing or does
  /// not fit.
  CohortFile(const std::filesystem::path& path, const mpi::Communicator& ranks);
  /// Takes an open file. Throws DataError in the same way.
  explicit CohortFile(h5::File file);
  /// Collective, except while an exception unwinds.
  ~CohortFile();
  CohortFile(const CohortFile&) = delete;
  CohortFile& operator=(const CohortFile&) = delete;

  [[nodiscard]] const CohortIndex& index() const;
  /// Reads the values of these samples and genes. Not collective.
  [[nodiscard]] Matrix<float> read(Slice samples, Slice genes) const;
  void read(Slice samples, Slice genes, MatrixView<float> values) const;
  /// Reads the values of these samples, in the order given (any order), and of all genes or of a slice of
  /// them. Not collective.
  [[nodiscard]] Matrix<float> read_samples(std::span<const std::size_t> samples) const;
  [[nodiscard]] Matrix<float> read_samples(std::span<const std::size_t> samples, Slice genes) const;

  /// Takes the sample's place in the list and its values: 1 × genes.
  using UseSample = std::function<void(std::size_t place, MatrixView<const float> values)>;
  /// Calls `use` once for each of the samples (any order) in ascending order, so that the file is read once
  /// from its beginning to its end. Holds at most 256 samples. Not collective.
  void for_each_sample(std::span<const std::size_t> samples, Slice genes, const UseSample& use) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether the file says that it is a cohort, of whatever version.
[[nodiscard]] bool is_cohort(const h5::File& file);

/// cohort.h5 being written by all ranks, under a temporary name until finish().
class CohortWriter {
 public:
  /// Collective; `index` is the same on every rank. Throws DataError when the directory cannot be written.
  CohortWriter(const std::filesystem::path& path, const CohortIndex& index, const std::string& provenance,
               const mpi::Communicator& ranks);
  /// Collective, except while an exception unwinds; without finish() nothing remains.
  ~CohortWriter();
  CohortWriter(const CohortWriter&) = delete;
  CohortWriter& operator=(const CohortWriter&) = delete;

  /// Writes a block of samples × genes, its first value at (first_sample, first_gene). Not collective; ranks
  /// write different blocks. Throws DataError when the disk is full.
  void write(MatrixView<const float> block, std::size_t first_sample, std::size_t first_gene);
  /// Collective. Closes the file and gives it its name.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io
