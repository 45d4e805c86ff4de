// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/expression/matrix_formats.hpp"

namespace lampyris::io {

/// The three files of a matrix in the Matrix Market format as 10x Genomics writes it.
struct MarketFiles {
  std::filesystem::path matrix, features, barcodes;
};

/// Whether it is a directory, or a file, plain or gzip, that begins with %%MatrixMarket.
[[nodiscard]] bool is_matrix_market(const std::filesystem::path& input);

/// `input` is the matrix or its directory, which has a matrix.mtx or just one other .mtx. Beside the matrix
/// lie features.tsv or genes.tsv, and barcodes.tsv, all with what the matrix has before "matrix", as
/// v3_matrix.mtx.gz and v3_features.tsv.gz, or has for a name, as pbmc.mtx and pbmc_genes.tsv; each plain or
/// as .gz. Throws DataError that says which names were looked for.
[[nodiscard]] MarketFiles matrix_market_files(const std::filesystem::path& input);

/// Genes × barcodes, or the transpose where only that fits the lengths. Genes are the second column of the
/// features where there is one, else the first. Of several types of features only Gene Expression is taken.
///
/// Reads the entries once to check them. Where they stand in the order of the samples, as 10x writes them, a
/// read goes through the file from where the one before ended, or from its start when that is further on; a
/// block of samples is all that is held. Entries in any other order, and a symmetric matrix, are held in
/// memory by every rank, in 8 bytes each.
///
/// Throws DataError that names file and line: what matrix_market_files and MarketReader throw, companions
/// that fit neither way, an entry that stands twice.
[[nodiscard]] std::unique_ptr<SampleSource> open_matrix_market(const std::filesystem::path& input);

}  // namespace lampyris::io
