// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/cohort/annotation_table.hpp"
#include "io/cohort/cohort_file.hpp"
#include "io/expression/sample_source.hpp"
#include "io/expression/text_matrix.hpp"
#include "io/ids/gene_names.hpp"
#include "io/ids/id_map.hpp"
#include "io/ids/id_report.hpp"
#include "io/import/import.hpp"
#include "mpi/agreement.hpp"
#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/cohort/collapse.hpp"

// The parts of import_cohort; nothing here is for others.
namespace lampyris::io {

/// Tells a Progress how far some passes over a file are, in bytes of it.
class ReadProgress {
 public:
  ReadProgress(Progress& progress, std::size_t pass_bytes, std::size_t passes = 1)
      : progress_(progress), pass_bytes_(pass_bytes), passes_(passes) {}
  [[nodiscard]] std::size_t pass_bytes() const { return pass_bytes_; }
  /// Says that so much of the pass is done.
  void advance_to(std::size_t bytes);
  void end_pass();
  /// Ends this pass and those that turned out not to be needed.
  void end_passes();

 private:
  Progress& progress_;
  std::size_t pass_bytes_;
  std::size_t passes_;
  std::size_t reached_ = 0;
};

/// One input to one cohort.
struct ImportTask {
  const ImportRequest& request;
  std::filesystem::path input, out;
  const mpi::Communicator& ranks;
  ReadProgress& progress;
  Collapse rule;
  /// A part of a cohort that comes later: it keeps what its file says of the samples, and all of them.
  bool part = false;
  const AnnotationTable* annotation = nullptr;  ///< null where none is given
  std::optional<IdMap> ids{};

  [[nodiscard]] TextChoice text() const { return {request.format, request.gene_field}; }
  [[nodiscard]] std::size_t rank() const { return static_cast<std::size_t>(ranks.rank()); }
  [[nodiscard]] std::size_t rank_count() const { return static_cast<std::size_t>(ranks.size()); }
  /// Whether this rank parses block `index` of anything assigned round-robin.
  [[nodiscard]] bool mine(std::size_t index) const { return index % rank_count() == rank(); }
};

/// Describes the cohort that an input became; the same on every rank.
struct Imported {
  ImportSummary summary;
  std::vector<UnresolvedId> unresolved{};
};

// Each collective: one kind of input, start to end.
Imported import_gene_rows(const ImportTask& task);
Imported import_sample_rows(const ImportTask& task);
Imported import_source(const ImportTask& task, const SampleSource& source);

/// Returns the ids of the genes of a source, by the field that the request names, which the index has.
[[nodiscard]] const std::vector<std::string>& gene_ids(const ImportRequest& request,
                                                       const SourceIndex& index);

/// Adds up the sizes of all files of the input, as far as they are there.
[[nodiscard]] std::size_t input_bytes(const std::filesystem::path& input);
[[nodiscard]] std::size_t input_bytes(const ImportRequest& request);

/// Throws DataError for an empty or a repeated column, when the columns are samples.
void check_sample_header(const MatrixReader& reader);
/// Throws DataError when no id has a gene.
void check_mapped(const ImportTask& task, const GeneNames& genes);
[[noreturn]] void refuse_empty_gene(const ImportTask& task, const std::string& gene, std::size_t line);
[[noreturn]] void refuse_changed(const std::filesystem::path& path);

/// Gives the index the annotation of the request, when there is one, and the summary what follows from the
/// index. Throws DataError as match_annotation.
void complete_index(const AnnotationTable* annotation, CohortIndex& index, ImportSummary& summary);
[[nodiscard]] std::string provenance_of(const ImportRequest& request);

/// Whose values an input has, apart from its genes.
struct ImportedSamples {
  const std::vector<std::string>& ids;
  Annotation annotation{};  ///< what the input itself says of them; the task's own takes its place
};

/// Collective. Makes the cohort of these samples and of the genes of `plan`; write_mine, collective,
/// writes what is this rank's and returns how many of its values are missing.
Imported write_collapsed(const ImportTask& task, const ImportedSamples& samples, const GeneNames& genes,
                         const CollapsePlan& plan,
                         const std::function<std::size_t(CohortWriter&)>& write_mine);

/// Cuts values above the limit (0 = none) in place; returns how many are missing.
std::size_t clip_values(std::span<float> values, double limit);

/// Collective. Reads every row on every rank and calls take(row) with its number, from 0; take, which is not
/// collective, parses what is this rank's. After every `wave` rows the ranks agree on errors and call
/// after_wave(), which may be collective.
template <class Take, class AfterWave>
void read_all_rows(MatrixReader& reader, const ImportTask& task, std::size_t wave, Take take,
                   AfterWave after_wave) {
  std::size_t row = 0;
  bool more = true;
  while (more) {
    mpi::FirstError error;
    std::size_t line = 0;
    error.guard([&] { return line; },
                [&] {
                  for (const std::size_t end = row + wave; row < end && more; ++row) {
                    line = reader.line() + 1;
                    more = reader.next();
                    line = reader.line();
                    if (more) take(row);
                  }
                });
    error.agree(task.ranks);
    after_wave();
    task.progress.advance_to(reader.bytes_read());
  }
  task.progress.end_pass();
}

}  // namespace lampyris::io
