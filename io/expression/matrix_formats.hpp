// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/expression/matrix_format.hpp"
#include "mpi/communicator.hpp"

// The one table of the formats of an expression matrix.
namespace lampyris::io {

/// Returns all formats, in the order in which they are asked whether they recognise an input.
[[nodiscard]] const std::vector<MatrixFormat>& matrix_formats();

/// Which format an input has, and which of its matrices is wanted.
struct MatrixChoice {
  std::string format = "auto";  ///< a name of matrix_formats(); auto: by content
  std::string layer{};          ///< empty = the main one
};

/// Throws UsageError that names all formats when `format` is none of them and not "auto".
void require_matrix_format(const std::string& format);

/// Collective. Opens an input that is not a text with a gene or a sample a row; null for such a text, which
/// MatrixReader reads. Throws DataError: no such file, an HDF5 file of no known layout, what the format's
/// reader throws; UsageError: no such format, a layer for an input that has one matrix, another format for a
/// file that names its own.
[[nodiscard]] std::unique_ptr<SampleSource> open_matrix(const std::filesystem::path& input,
                                                        const MatrixChoice& choice,
                                                        const mpi::Communicator& ranks);

/// Returns the format of a text that begins with this line: the one of this name, or, for "auto", the first
/// that recognises the line. Throws UsageError when the name is that of no text.
[[nodiscard]] const TextMatrix& text_matrix_format(const std::string& format, std::string_view first_line);

/// Returns the files that an input of import consists of: itself, but for formats of several files. Throws
/// DataError when one of several is not there.
[[nodiscard]] std::vector<std::filesystem::path> files_of_input(const std::filesystem::path& input);

}  // namespace lampyris::io
