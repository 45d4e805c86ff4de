// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/attribution/node_notes.hpp"
#include "src/attribution/node_numbers.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// attribution.h5, open for reading. Layout: /genes/id; /layers/<l>/scores float32 nodes × genes (l from 1);
/// attributes method, reference, level, signatures. Where the fitted samples were there, /layers/<l>/loading
/// beside scores. What is said of nodes, which files of lampyris 0.1 lack: /layers/<l>/constant uint8,
/// duplicate_of uint64 (numbered from 1 over all layers, 0: of none), name, name_q.
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
  /// Reads the scores of these nodes of one layer, nodes × genes; zeros for constant nodes, which so are in
  /// no list of genes. Not collective.
  [[nodiscard]] Matrix<float> read(std::size_t layer, Slice nodes) const;
  /// Reads in the same way what the nodes' signatures are ranked by: the light-up, or the loading.
  [[nodiscard]] Matrix<float> read_ranked(std::size_t layer, Slice nodes) const;
  /// Returns the notes on the nodes; none in files of lampyris 0.1.
  [[nodiscard]] const NodeNotes& notes() const;

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
    std::string signatures = "lightup";  ///< or "loading"
    bool loadings = false;               ///< whether there are any
  };
  /// Collective; the same contents on every rank.
  AttributionWriter(const std::filesystem::path& path, const Contents& contents,
                    const mpi::Communicator& ranks);
  ~AttributionWriter();
  AttributionWriter(const AttributionWriter&) = delete;
  AttributionWriter& operator=(const AttributionWriter&) = delete;

  /// Not collective.
  void write(std::size_t layer, std::size_t first_node, MatrixView<const float> scores);
  /// Not collective.
  void write_loading(std::size_t layer, std::size_t first_node, MatrixView<const float> loading);
  /// Collective; the same on every rank.
  void write_ridge(std::size_t layer, double ridge);
  /// Collective; the same on every rank.
  void write_notes(const NodeNotes& notes, const NodeNumbers& nodes);
  /// Collective. Closes the file and gives it its name.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::io
