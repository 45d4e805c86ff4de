// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "mpi/communicator.hpp"
#include "src/autoencoder/forward_pass.hpp"

namespace lampyris::mpi {

/// Collective. How these ranks pass values through an autoencoder of so many genes. `asked` as for
/// grid_shape; "auto" cuts by rows alone: rows need nothing from each other, and the ranks of a node hold one
/// copy of the weights together (NodeAutoencoder). The end is collective, except while an exception unwinds.
/// Keeps a reference to `ranks`.
[[nodiscard]] std::unique_ptr<ForwardPass> make_forward_pass(const std::string& asked, std::size_t genes,
                                                             const Communicator& ranks);

}  // namespace lampyris::mpi
