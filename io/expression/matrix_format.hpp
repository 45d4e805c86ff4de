// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/expression/sample_source.hpp"
#include "io/expression/text_layout.hpp"
#include "io/hdf5/file.hpp"
#include "io/text/line_reader.hpp"

namespace lampyris::io {

/// A matrix in an HDF5 file, recognised by what the file holds.
struct Hdf5Matrix {
  bool (*recognises)(const h5::File& file);  ///< throws nothing
  /// `layer` names the matrix where a file may have several; empty = the main one. Throws DataError that
  /// names the dataset.
  std::unique_ptr<SampleSource> (*open)(h5::File file, const std::string& layer);
  bool has_layers = false;    ///< a file may hold several matrices
  bool names_itself = false;  ///< the file says that it is of this format, so that no other can be meant
};

/// A matrix in files, or a folder of them, that its own reader opens.
struct MatrixFiles {
  bool (*recognises)(const std::filesystem::path& input);
  std::unique_ptr<SampleSource> (*open)(const std::filesystem::path& input);
  /// Returns all files that belong to the input.
  std::vector<std::filesystem::path> (*files)(const std::filesystem::path& input);
};

/// A matrix in a text file with a row a gene, recognised by its first line; MatrixReader reads the rows.
struct TextMatrix {
  bool (*recognises)(std::string_view first_line);
  /// Reads on, after the first line, to the table's first row; null for a plain table, whose header it is.
  /// `lines` takes any encoding until LineReader::require_utf8. Throws DataError that names the line.
  TextLayout (*read_layout)(LineReader& lines, std::string_view first_line);
};

/// A format of an expression matrix.
struct MatrixFormat {
  std::string name;  ///< for --format
  std::variant<Hdf5Matrix, MatrixFiles, TextMatrix> kind;

  [[nodiscard]] const Hdf5Matrix* hdf5() const { return std::get_if<Hdf5Matrix>(&kind); }
  [[nodiscard]] const MatrixFiles* files() const { return std::get_if<MatrixFiles>(&kind); }
  [[nodiscard]] const TextMatrix* text() const { return std::get_if<TextMatrix>(&kind); }

  [[nodiscard]] bool recognises(const h5::File& file) const { return hdf5() && hdf5()->recognises(file); }
  [[nodiscard]] bool recognises(const std::filesystem::path& input) const {
    return files() && files()->recognises(input);
  }
  [[nodiscard]] bool recognises(std::string_view first_line) const {
    return text() && text()->recognises(first_line);
  }
};

}  // namespace lampyris::io
