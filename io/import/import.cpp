// SPDX-License-Identifier: Apache-2.0
#include "io/import/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include "io/expression/selected_source.hpp"
#include "io/import/merge.hpp"
#include "io/import/open_input.hpp"
#include "io/import/orientation.hpp"
#include "io/import/selection.hpp"
#include "io/import/task.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

// Ids; moments of ids that compete; values.
constexpr std::size_t passes = 3;

// Whether the samples may have to pass through cohorts of their own before they stand in the one asked for.
bool may_merge(const ImportRequest& request) {
  return request.inputs.size() > 1 || !request.select.empty();
}

Collapse collapse_of(const ImportRequest& request, bool counts) {
  return collapse_rule(request.collapse != "auto" ? request.collapse : counts ? "sum" : "max-mean");
}

void check_request(const ImportRequest& request) {
  (void)collapse_of(request, false);
  if (request.inputs.empty()) throw UsageError("import: no input; must be a file at least");
  if (!request.select.empty()) (void)parse_selection(request.select);
  if (request.genes != "common" && request.genes != "all") {
    throw UsageError(fmt::format("genes \"{}\": must be common or all", request.genes));
  }
}

// The list of ids has a name of its own making.
void check_report(const ImportRequest& request) {
  auto files = request.inputs;
  files.insert(files.end(), {request.annotation, request.ids});
  std::error_code ignored;
  for (const auto& file : files) {
    if (request.id_report.empty() || !std::filesystem::equivalent(file, request.id_report, ignored)) continue;
    throw UsageError(fmt::format(
        "{}: the list of ids would take its place; choose another name for the cohort", file.string()));
  }
}

/// The request and what comes with it besides the inputs.
struct ImportContext {
  const ImportRequest& request;
  const mpi::Communicator& ranks;
  Progress& progress;
  std::optional<AnnotationTable> annotation{};

  [[nodiscard]] const AnnotationTable* table() const { return annotation ? &*annotation : nullptr; }
};

// Ids by which a map of ids finds the column to map from. Of a text matrix the rows may be genes or samples.
std::vector<std::string> first_ids(const ImportTask& task, const SampleSource* source) {
  constexpr std::size_t most_rows = 1000;
  constexpr std::size_t most_cells = 2'000'000;
  if (source != nullptr) return gene_ids(task.request, source->index());
  MatrixReader reader(task.input, task.text());
  auto ids = reader.columns();
  const std::size_t rows = std::clamp(most_cells / ids.size(), std::size_t{1}, most_rows);
  for (std::size_t row = 0; row < rows && reader.next(); ++row) ids.emplace_back(reader.id());
  return ids;
}

// `source` is null for a text.
Imported import_one(const ImportContext& context, const SampleSource* source,
                    const std::filesystem::path& input, const std::filesystem::path& out, bool part) {
  const auto& request = context.request;
  ReadProgress read(context.progress, input_bytes(input), passes);
  const bool counts = source != nullptr && source->index().counts;
  ImportTask task{request, input,          out, context.ranks, read, collapse_of(request, counts),
                  part,    context.table()};
  bool samples = false;
  mpi::agreed(context.ranks, [&] {
    if (!request.ids.empty()) task.ids = read_id_map(request.ids, first_ids(task, source));
    samples = source == nullptr && rows_are_samples(task);
  });
  auto imported = source != nullptr ? import_source(task, *source)
                  : samples         ? import_sample_rows(task)
                                    : import_gene_rows(task);
  read.end_passes();
  return imported;
}

/// Cohorts of single inputs, removed at the end.
class PartFiles {
 public:
  PartFiles(const std::filesystem::path& out, std::size_t count, const mpi::Communicator& ranks)
      : first_rank_(ranks.rank() == 0) {
    for (std::size_t p = 0; p < count; ++p) paths_.push_back(fmt::format("{}.part{}", out.string(), p + 1));
  }
  ~PartFiles() {
    std::error_code ignored;
    for (const auto& path : paths_) {
      if (first_rank_) std::filesystem::remove(path, ignored);
    }
  }
  PartFiles(const PartFiles&) = delete;
  PartFiles& operator=(const PartFiles&) = delete;

  [[nodiscard]] const std::vector<std::filesystem::path>& paths() const { return paths_; }

 private:
  std::vector<std::filesystem::path> paths_;
  bool first_rank_;
};

ImportSummary import_and_merge(const ImportContext& context, std::unique_ptr<SampleSource> first,
                               const std::filesystem::path& out, std::vector<UnresolvedInput>& unresolved) {
  const auto& request = context.request;
  const PartFiles files(out, request.inputs.size(), context.ranks);
  std::vector<CohortPart> parts;
  for (std::size_t p = 0; p < request.inputs.size(); ++p) {
    const auto& input = request.inputs[p];
    // NOLINTNEXTLINE(bugprone-use-after-move): moved from in the first round alone
    const auto source = p == 0 ? std::move(first) : open_input(request, input, context.ranks);
    parts.push_back(
        {input, files.paths()[p], import_one(context, source.get(), input, files.paths()[p], true)});
    unresolved.push_back({input, parts.back().imported.unresolved});
  }
  ReadProgress merging(context.progress, input_bytes(request));
  return merge_cohorts(request, parts, context.table(), out, context.ranks, merging);
}

// A source whose samples can be chosen before they are read.
std::unique_ptr<SampleSource> select_from(const ImportContext& context, std::unique_ptr<SampleSource> source,
                                          std::size_t& left_out) {
  const auto& request = context.request;
  mpi::agreed(context.ranks, [&] {
    const auto& index = source->index();
    auto samples = selected_samples(request.select, index.samples, index.annotation, context.table(),
                                    request.inputs.front().string());
    left_out = index.samples.size() - samples.size();
    source = std::make_unique<SelectedSource>(std::move(source), std::move(samples));
  });
  context.progress.advance(input_bytes(request));  // nothing is merged
  return source;
}

}  // namespace

std::size_t import_units(const ImportRequest& request) {
  return (passes + (may_merge(request) ? 1 : 0)) * input_bytes(request);
}

ImportSummary import_cohort(const ImportRequest& request, const std::filesystem::path& out,
                            const mpi::Communicator& ranks, Progress& progress) {
  check_request(request);
  check_report(request);
  auto source = open_input(request, request.inputs.front(), ranks);
  ImportContext context{request, ranks, progress};
  mpi::agreed(ranks, [&] {
    if (!request.annotation.empty()) context.annotation = read_annotation_table(request.annotation);
  });
  std::vector<UnresolvedInput> unresolved;
  ImportSummary summary;
  const bool from_source = request.inputs.size() == 1 && source != nullptr;
  if (may_merge(request) && !from_source) {
    summary = import_and_merge(context, std::move(source), out, unresolved);
  } else {
    std::size_t left_out = 0;
    if (!request.select.empty()) source = select_from(context, std::move(source), left_out);
    auto imported = import_one(context, source.get(), request.inputs.front(), out, false);
    summary = imported.summary;
    summary.left_out = left_out;
    unresolved.push_back({request.inputs.front(), std::move(imported.unresolved)});
  }
  if (!request.id_report.empty()) write_id_report(request.id_report, unresolved, ranks);
  return summary;
}

}  // namespace lampyris::io
