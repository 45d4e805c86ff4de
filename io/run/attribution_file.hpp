// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// attribution.h5, open for reading. Layout: /genes/id; /layers/<l>/scores float32 nodes × genes (l from 1);
/// attributes method, reference, level.
class AttributionFile {
 public:
  /// Collective. Throws DataError: no such file, a dataset that is missing or does not fit.
  AttributionFile(const std::filesystem::path& path, const mpi::Communicator& ranks);
  /// Collective, except while an exception unwinds.
  ~AttributionFile();
  AttributionFile(const AttributionFile&) = delete;
  AttributionFile& operator=(const AttributionFile&) = delete;

  [[nodiscard]] const std::vector<std::string>& genes() const;
  [[nodiscard]] std::size_t layers() const;
  [[nodiscard]] std::size_t nodes(std::size_t layer) const;  ///< layer from 1
  /// Reads the scores of these nodes of one layer, nodes × genes. Not collective.
  [[nodiscard]] Matrix<float> read(std::size_t layer, Slice nodes) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// attribution.h5 being written: each rank writes the scores of its own nodes.
class AttributionWriter {
 public:
  struct Contents {
    std::vector<std::string> genes;
    std::vector<std::size_t> nodes;  ///< [layer − 1]
    std::string method, reference, level;
  };
  /// Collective; the same contents on every rank.
  AttributionWriter(const std::filesystem::path& path, const Contents& contents,
                    const mpi::Communicator& ranks);
  ~AttributionWriter();
  AttributionWriter(const AttributionWriter&) = delete;
  AttributionWriter& operator=(const AttributionWriter&) = delete;

  /// Not collective.
  void write(std::size_t layer, std::size_t first_node, MatrixView<const float> scores);
  /// Collective. Closes the file and gives it its name.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io
