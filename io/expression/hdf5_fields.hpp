// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "src/cohort/annotation.hpp"

namespace lampyris::io {

/// A vector of texts, or of numbers as texts (NaN becomes an empty one). Throws DataError that names it when
/// it does not have `size` values.
[[nodiscard]] std::vector<std::string> text_field(const h5::File& file, const std::string& path,
                                                  std::size_t size);

/// A number as people write it: 3 and not 3.0; empty for NaN.
[[nodiscard]] std::string number_text(double value);

/// Every vector of `size` texts or numbers in `group`, but for `left_out`, as columns of an annotation.
/// Columns without any value are left out.
[[nodiscard]] Annotation annotation_of_group(const h5::File& file, const std::string& group, std::size_t size,
                                             const std::vector<std::string>& left_out);

/// The first of `names` that is in `group`, as a path. Throws DataError that names all of them.
[[nodiscard]] std::string first_field(const h5::File& file, const std::string& where,
                                      const std::string& group, const std::vector<std::string>& names);

/// The sizes of a dataset of `axes` axes. Throws DataError that names it when it has another number of them.
[[nodiscard]] std::vector<std::size_t> sizes_of(const h5::File& file, const std::string& path,
                                                std::size_t axes);

/// Whole chunks along a dataset's axis, about as many samples as `at_least`.
[[nodiscard]] std::size_t whole_chunks(const h5::File& file, const std::string& path, std::size_t axis,
                                       std::size_t at_least);

}  // namespace lampyris::io
