// SPDX-License-Identifier: Apache-2.0
#include "io/import/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>
#include <utility>

#include "io/expression/matrix_formats.hpp"
#include "src/base/error.hpp"
#include "src/base/name_check.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris::io {
namespace {

std::size_t file_bytes(const std::filesystem::path& path) {
  std::error_code failure;
  const auto bytes = std::filesystem::file_size(path, failure);
  return failure ? 0 : static_cast<std::size_t>(bytes);
}

}  // namespace

std::size_t input_bytes(const std::filesystem::path& input) {
  std::size_t bytes = 0;
  for (const auto& file : files_of_input(input)) bytes += file_bytes(file);
  return bytes;
}

std::size_t input_bytes(const ImportRequest& request) {
  std::size_t bytes = 0;
  for (const auto& input : request.inputs) bytes += input_bytes(input);
  return bytes;
}

void ReadProgress::advance_to(std::size_t bytes) {
  bytes = std::min(bytes, pass_bytes_);
  if (bytes > reached_) progress_.advance(bytes - reached_);
  reached_ = std::max(reached_, bytes);
}

void ReadProgress::end_pass() {
  advance_to(pass_bytes_);
  reached_ = 0;
  --passes_;
}

void ReadProgress::end_passes() {
  while (passes_ > 0) end_pass();
}

void check_sample_header(const MatrixReader& reader) {
  std::set<std::string_view> seen;
  for (const auto& sample : reader.columns()) {
    const auto where = fmt::format("{} line {}", reader.path().string(), reader.header_line());
    if (sample.empty()) throw DataError(fmt::format("{}: a column without a sample id", where));
    if (!seen.insert(sample).second) {
      throw DataError(fmt::format("{}: sample \"{}\" stands twice; sample ids must differ", where, sample));
    }
  }
}

void check_mapped(const ImportTask& task, const GeneNames& genes) {
  if (!genes.names().empty()) return;
  if (!task.ids) throw DataError(fmt::format("{}: no row has a gene id", task.input.string()));
  throw DataError(
      fmt::format("{}: the id map has a gene for none of the {} ids of {}; its first column must hold them",
                  task.request.ids.string(), genes.of_id().size(), task.input.string()));
}

void refuse_empty_gene(const ImportTask& task, const std::string& gene, std::size_t line) {
  throw DataError(fmt::format("{} line {}: gene \"{}\" has no value in any sample; leave it out",
                              task.input.string(), line, gene));
}

void refuse_changed(const std::filesystem::path& path) {
  throw DataError(fmt::format("{} changed while it was read; import it again", path.string()));
}

void complete_index(const AnnotationTable* annotation, CohortIndex& index, ImportSummary& summary) {
  if (annotation != nullptr) {
    auto matched = match_annotation(*annotation, index.samples);
    index.annotation = std::move(matched.annotation);
    summary.samples_without_annotation = matched.samples_without;
    summary.annotation_without_sample = matched.rows_without;
  }
  summary.samples = index.samples.size();
  summary.genes = index.genes.size();
  for (std::size_t c = 0; c < index.annotation.columns.size(); ++c) {
    const auto labels = make_labels(index.annotation.values[c]);
    summary.labels.emplace_back(index.annotation.columns[c], labels.classes.size());
  }
}

std::string provenance_of(const ImportRequest& request) {
  std::string text = "imported from ";
  for (const auto& input : request.inputs) {
    text += (&input == &request.inputs.front() ? "" : ", ") + input.filename().string();
  }
  const auto add = [&](const char* what, const std::string& value) {
    if (!value.empty()) text += fmt::format("; {} {}", what, value);
  };
  add("annotation", request.annotation.filename().string());
  add("ids", request.ids.filename().string());
  add("layer", request.layer);
  add("gene field", request.gene_field);
  add("select", request.select);
  add("collapse", request.collapse);
  if (request.inputs.size() > 1) add("genes", request.genes);
  if (request.clip > 0) text += fmt::format("; clip {}", request.clip);
  return text;
}

Imported write_collapsed(const ImportTask& task, const ImportedSamples& samples, const GeneNames& genes,
                         const CollapsePlan& plan,
                         const std::function<std::size_t(CohortWriter&)>& write_mine) {
  ImportSummary summary;
  summary.ids = genes.of_id().size();
  summary.id_type = detect_gene_ids(genes.ids());
  summary.unmapped = genes.unmapped();
  summary.ambiguous = genes.ambiguous();
  summary.collapsed = plan.collapsed;
  CohortIndex index{samples.ids, plan.genes, samples.annotation};
  require_plain_names(index.samples, "sample", task.input.string());
  require_plain_names(index.genes, "gene", task.input.string());
  complete_index(task.part ? nullptr : task.annotation, index, summary);
  CohortWriter writer(task.out, index, provenance_of(task.request), task.ranks);
  summary.missing_values = task.ranks.sum(write_mine(writer));
  writer.finish();
  return {summary, unresolved_ids(genes, plan, task.rule)};
}

std::size_t clip_values(std::span<float> values, double limit) {
  std::size_t missing = 0;
  const auto highest = static_cast<float>(limit);
  for (float& value : values) {
    missing += static_cast<std::size_t>(std::isnan(value));
    if (limit > 0 && value > highest) value = highest;
  }
  return missing;
}

}  // namespace lampyris::io
