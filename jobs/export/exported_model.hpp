// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/export/export_options.hpp"
#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective. Writes the model of a run, or a model.h5, as ONNX (io::write_onnx) or .npz (io::write_npz),
/// and says what is in the file and what of the program is not. Throws UsageError when there is no model, for
/// a layer that it has not, and where the program was built without what writes the format; DataError as the
/// writers.
void export_model(const ExportOptions& options, const Context& context);

}  // namespace lampyris::jobs
