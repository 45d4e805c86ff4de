// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "mpi/communicator.hpp"
#include "src/autoencoder/autoencoder.hpp"

namespace lampyris::mpi {

/// Holds an autoencoder of which the ranks of a node have one copy together; a copy each where the node has
/// too little shared memory.
class NodeAutoencoder {
 public:
  /// Collective. All parameters are zero.
  NodeAutoencoder(const Communicator& ranks, const Architecture& architecture);

  /// The parameters, which whoever writes() fills.
  [[nodiscard]] Autoencoder& autoencoder() { return autoencoder_; }
  /// Whether this rank is the first of those that share the copy.
  [[nodiscard]] bool writes() const;
  /// Collective. What ranks that share a copy wrote before, all of them read afterwards.
  void synchronise() const;
  /// Collective. Every copy becomes the sum of all copies.
  void sum_copies();
  /// Gives the autoencoder away; its end is collective, except while an exception unwinds.
  [[nodiscard]] Autoencoder take() && { return std::move(autoencoder_); }

 private:
  struct Storage;
  std::shared_ptr<Storage> storage_;
  Autoencoder autoencoder_;
};

}  // namespace lampyris::mpi
