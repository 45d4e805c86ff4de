// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "src/base/named_values.hpp"

namespace lampyris::jobs {

/// The formats of `lampyris export`.
enum class ExportFormat {
  h5ad,  ///< a cohort, or that of a run with its codes
  onnx,  ///< a model as a graph
  npz,   ///< the arrays of a model
};

/// The options of `lampyris export`.
struct ExportOptions {
  std::filesystem::path input;  ///< a cohort.h5 or a model.h5, or the directory of a run
  std::filesystem::path out;
  std::string format;                ///< the word of an ExportFormat; empty: by the ending of `out`
  std::string part;                  ///< the word of an io::GraphPart; empty: all of it
  std::optional<std::size_t> layer;  ///< the hidden layer that is the code

  /// The format that was asked for. Throws UsageError where neither option nor ending says it.
  [[nodiscard]] ExportFormat chosen_format() const;
};

}  // namespace lampyris::jobs

namespace lampyris {

template <>
struct Words<jobs::ExportFormat> {
  static constexpr NamedValue<jobs::ExportFormat> values[] = {{"h5ad", jobs::ExportFormat::h5ad},
                                                              {"onnx", jobs::ExportFormat::onnx},
                                                              {"npz", jobs::ExportFormat::npz}};
};

}  // namespace lampyris
