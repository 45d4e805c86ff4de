// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/cohort/gene_id.hpp"

namespace lampyris::io {

/// Says what the rows of a text matrix are. `automatic` means genes, unless one of these says samples: with
/// an annotation, that it has none of the columns but one of the rows; without, that the header calls the
/// column of row ids sample, samples, sample_id, sampleid or sample_name, or that the id map has one of the
/// columns but not the first row.
enum class Rows { automatic, genes, samples };

struct ImportRequest {
  /// Each a text matrix, plain or gzip, a Matrix Market file or its directory (see open_matrix_market), a
  /// cohort.h5, or an HDF5 file of another program; told apart by content.
  /// Samples of several become one cohort, with a column that says which file each is from.
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path annotation{};  ///< table of samples (see read_annotation_table); may be empty
  std::filesystem::path ids{};         ///< id map (see read_id_map); may be empty: the ids are genes
  /// See collapse_rule; "auto" is max-mean, and sum for counts as ARCHS4 and 10x have them.
  std::string collapse = "auto";
  double clip = 0;  ///< values above are cut to it, after collapsing; 0 = none
  Rows rows = Rows::automatic;
  std::string format = "auto";   ///< of files of other programs: a name of their format, or by content
  std::string layer{};           ///< which matrix of it; empty = the main one
  std::string gene_field{};      ///< what the input says of its genes that is to be their id; empty = its own
  std::string select{};          ///< samples to take, see Condition::parse; empty = all
  std::string genes = "common";  ///< of several inputs: "common" to all, or "all" of any
  std::filesystem::path id_report{};  ///< where write_id_report lists ids that are no gene of their own
};

struct ImportSummary {
  std::string layout{};  ///< of a file of another program
  std::size_t samples = 0, genes = 0;
  std::size_t ids = 0;                     ///< genes, probes, … in the input
  GeneIds id_type{};                       ///< what they look like
  std::size_t unmapped = 0;                ///< of them: empty or without a gene in the id map; left out
  std::size_t ambiguous = 0;               ///< of them: with several genes in the id map; the first was taken
  std::size_t collapsed = 0;               ///< genes that had several ids
  std::size_t missing_values = 0;          ///< in the cohort
  std::size_t left_out = 0;                ///< samples that were not selected
  std::vector<std::string> gene_fields{};  ///< what else the input calls its genes by
  std::size_t samples_without_annotation = 0;
  std::size_t annotation_without_sample = 0;
  std::vector<std::pair<std::string, std::size_t>>
      labels;  ///< columns of the annotation, how many classes each

  /// One line for people.
  [[nodiscard]] std::string describe() const;
};

/// Returns how much import_cohort tells its Progress in all.
[[nodiscard]] std::size_t import_units(const ImportRequest& request);

/// Collective. Reads each input for its ids, where ids compete for their moments, and for its values, a block
/// of rows at a time, and writes the cohort; memory grows with
/// the ids and, under mean, median and sum, with the rows of genes that wait for their last row, not with the
/// file. Every rank reads the text, each parses its share of the rows; the values are the same on any number
/// of ranks. Genes stand in the order of the row that is kept, else of their last row.
///
/// Several inputs, and a selection from a text matrix, go through a cohort of each, beside `out`.
///
/// Throws UsageError for an unknown collapse rule or format, for a format or layer of an input that has none,
/// for a gene field that the input has not, for a selection that cannot be read or names what no sample has,
/// for an id map given with a cohort.h5, and for a list of ids in the place of an input. Throws DataError,
/// the same on every rank and the one of the lowest line of the pass that meets it, with nothing written: no
/// such file, an empty or binary file, truncated gzip, only a header, a ragged row, text where a number is
/// due, an infinite value, an empty or repeated sample id, a repeated gene under the rule "error", a gene
/// without any value, an id map that maps no id, an annotation without any of the samples, inputs without a
/// common gene, no sample left. A full disk is a DataError too.
ImportSummary import_cohort(const ImportRequest& request, const std::filesystem::path& out,
                            const mpi::Communicator& ranks, Progress& progress);

}  // namespace lampyris::io
