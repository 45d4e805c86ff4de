// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "mpi/communicator.hpp"
#include "src/autoencoder/model.hpp"

namespace lampyris::io {

/// Collective. Writes model.h5; `model` is the same on every rank. Contents: /dense/<l>/weights (inputs ×
/// outputs) and bias, genes, preprocessing (see write_pipeline), scaling, training statistics, node ranges,
/// held-out flags, architecture as attributes. Atomic. Files of version 1 have /steps in the place of /dense.
void write_model(const std::filesystem::path& path, const Model& model, const mpi::Communicator& ranks);

/// Collective. Reads model.h5. The ranks of a node hold one copy of the weights together
/// (mpi::NodeAutoencoder); the end of the model is collective, except while an exception unwinds. Throws
/// DataError: no such file, not a model, shapes that do not fit the architecture.
[[nodiscard]] Model read_model(const std::filesystem::path& path, const mpi::Communicator& ranks);

}  // namespace lampyris::io
