// SPDX-License-Identifier: Apache-2.0
#include "io/import/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "io/cohort/annotation_table.hpp"
#include "io/import/column_collapse.hpp"
#include "io/import/open_input.hpp"
#include "io/import/orientation.hpp"
#include "io/import/task.hpp"
#include "src/base/error.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t inspected_rows = 64;

void set_samples(Inspection& found, const std::vector<std::string>& samples) {
  found.samples = samples.size();
  std::unordered_set<std::string_view> seen;
  for (const auto& sample : samples) {
    if (!seen.insert(sample).second) found.repeated_samples.push_back(sample);
  }
}

void set_genes(Inspection& found, const std::vector<std::string>& genes) {
  found.genes = genes.size();
  found.repeated_genes =
      genes.size() - std::unordered_set<std::string_view>(genes.begin(), genes.end()).size();
  found.ids = detect_gene_ids(genes);
}

void set_labels(Inspection& found, const Annotation& annotation) {
  for (std::size_t c = 0; c < annotation.columns.size(); ++c) {
    found.labels.emplace_back(annotation.columns[c], make_labels(annotation.values[c]).classes.size());
  }
}

double total_of(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.0, [](double sum, float value) {
    return std::isfinite(value) ? sum + static_cast<double>(value) : sum;
  });
}

Moments finite_moments(std::span<const float> values) {
  Moments moments;
  for (const float value : values) {
    if (std::isfinite(value)) moments.add(static_cast<double>(value));
  }
  return moments;
}

// Each rank has counted other values.
void sum_profile(ValueProfile& profile, const mpi::Communicator& ranks) {
  std::array counts{profile.values,         profile.missing,     profile.infinite,
                    profile.zeros,          profile.negative,    profile.fractional,
                    profile.constant_genes, profile.empty_genes, profile.outlier_genes};
  ranks.sum(counts);
  profile.low = ranks.minimum(profile.low);
  profile.high = ranks.maximum(profile.high);
  profile.values = counts[0];
  profile.missing = counts[1];
  profile.infinite = counts[2];
  profile.zeros = counts[3];
  profile.negative = counts[4];
  profile.fractional = counts[5];
  profile.constant_genes = counts[6];
  profile.empty_genes = counts[7];
  profile.outlier_genes = counts[8];
}

/// Whole samples on their way: what is known of each gene, over blocks that all ranks take in turn.
class SampleProfiler {
 public:
  SampleProfiler(const ImportTask& task, std::size_t genes)
      : task_(task), moments_(all_columns(genes)), low_(genes, infinity), high_(genes, -infinity) {}

  void take(std::span<const float> sample) {
    profile_.count_values(sample);
    totals_.push_back(total_of(sample));
    finite_.assign(sample.begin(), sample.end());
    for (std::size_t g = 0; g < finite_.size(); ++g) {
      if (!std::isfinite(finite_[g])) {
        finite_[g] = std::numeric_limits<float>::quiet_NaN();
      } else {
        low_[g] = std::min(low_[g], static_cast<double>(finite_[g]));
        high_[g] = std::max(high_[g], static_cast<double>(finite_[g]));
      }
    }
    moments_.take(finite_);
  }
  void merge() { moments_.merge(task_.ranks); }

  void finish(Inspection& found) {
    task_.ranks.minimum(low_);
    task_.ranks.maximum(high_);
    sum_profile(profile_, task_.ranks);
    const auto genes = moments_.of_all(low_.size());
    for (std::size_t g = 0; g < low_.size(); ++g) profile_.count_gene(genes[g], low_[g], high_[g]);
    found.profile = profile_;
    found.totals = all_totals();
    found.samples_read = found.totals.size();
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  static std::vector<std::size_t> all_columns(std::size_t genes) {
    std::vector<std::size_t> columns(genes);
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    return columns;
  }

  std::vector<double> all_totals() const {
    auto all = task_.ranks.all_gather(totals_);
    std::ranges::sort(all);
    return all;
  }

  const ImportTask& task_;
  ColumnMoments moments_;
  ValueProfile profile_;
  std::vector<double> low_, high_, totals_;
  std::vector<float> finite_;
};

void profile_source(const ImportTask& task, const SampleSource& source, std::size_t most_samples,
                    Inspection& found) {
  const std::size_t samples = source.index().samples.size();
  const std::size_t step = source.block();
  const std::size_t blocks = (samples + step - 1) / step;
  const std::size_t taken = std::clamp((most_samples + step - 1) / step, std::size_t{1}, blocks);
  SampleProfiler profiler(task, found.genes);
  Matrix<float> block(std::min(step, samples), found.genes);
  for (std::size_t wave = 0; wave < taken; wave += task.rank_count()) {
    mpi::agreed(task.ranks, [&] {
      const std::size_t mine = wave + task.rank();
      if (mine >= taken) return;
      const std::size_t first = mine * blocks / taken * step;
      const auto values = block.view().middle_rows(0, std::min(step, samples - first));
      source.read({first, values.rows()}, values);
      for (std::size_t i = 0; i < values.rows(); ++i) profiler.take(values.row(i));
    });
    profiler.merge();
    task.progress.advance_to(task.progress.pass_bytes() / taken * std::min(wave + task.rank_count(), taken));
  }
  task.progress.end_pass();
  profiler.finish(found);
}

void inspect_source(const ImportTask& task, const SampleSource& source, std::size_t most_samples,
                    Inspection& found) {
  const SourceIndex& index = source.index();
  found.format = index.layout;
  set_samples(found, index.samples);
  set_genes(found, index.genes);
  set_labels(found, index.annotation);
  for (std::size_t f = 0; f < index.gene_fields.columns.size(); ++f) {
    found.gene_fields.emplace_back(index.gene_fields.columns[f],
                                   detect_gene_ids(index.gene_fields.values[f]));
  }
  if (found.samples > 0 && found.genes > 0) {
    profile_source(task, source, most_samples, found);
  } else {
    task.progress.end_pass();
  }
}

void inspect_sample_rows(const ImportTask& task, MatrixReader& reader, Inspection& found) {
  set_genes(found, reader.columns());
  SampleProfiler profiler(task, found.genes);
  std::vector<std::string> samples;
  std::vector<float> values(found.genes);
  const auto take = [&](std::size_t row) {
    samples.emplace_back(reader.id());
    if (!task.mine(row / inspected_rows)) return;
    reader.read(values);
    profiler.take(values);
  };
  read_all_rows(reader, task, inspected_rows * task.rank_count(), take, [&] { profiler.merge(); });
  set_samples(found, samples);
  profiler.finish(found);
}

// The first rows tell what a field holds.
void set_row_fields(const ImportTask& task, const TextLayout& layout, Inspection& found) {
  constexpr std::size_t rows = 200;
  for (const auto& field : layout.row_field_names) {
    MatrixReader reader(task.input, {task.request.format, field});
    std::vector<std::string> ids;
    for (std::size_t row = 0; row < rows && reader.next(); ++row) ids.emplace_back(reader.id());
    found.gene_fields.emplace_back(field, detect_gene_ids(ids));
  }
}

void inspect_gene_rows(const ImportTask& task, MatrixReader& reader, Inspection& found) {
  set_samples(found, reader.columns());
  set_labels(found, reader.layout().annotation);
  set_row_fields(task, reader.layout(), found);
  std::vector<std::string> genes;
  std::vector<float> values(found.samples);
  found.totals.resize(found.samples);
  const auto take = [&](std::size_t row) {
    genes.emplace_back(reader.id());
    if (!task.mine(row / inspected_rows)) return;
    reader.read(values);
    found.profile.count_values(values);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i])) continue;
      const auto value = static_cast<double>(values[i]);
      found.totals[i] += value;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    found.profile.count_gene(finite_moments(values), low, high);
  };
  read_all_rows(reader, task, inspected_rows * task.rank_count(), take, [] {});
  set_genes(found, genes);
  sum_profile(found.profile, task.ranks);
  task.ranks.sum(found.totals);
  std::ranges::sort(found.totals);
  found.samples_read = found.samples;
}

// A table of samples has texts where a matrix has numbers, in every row.
bool is_sample_table(const ImportTask& task) {
  MatrixReader reader(task.input, task.text());
  if (!reader.layout().name.empty() || !reader.next()) return false;
  std::vector<float> values(reader.columns().size());
  try {
    reader.read(values);
  } catch (const DataError&) {
    return true;
  }
  return false;
}

void inspect_table(const ImportTask& task, Inspection& found) {
  const auto table = read_annotation_table(task.input);
  found.format = "table of samples, for --annotation";
  found.table = true;
  found.samples = table.samples.size();
  set_labels(found, table.annotation);
}

void inspect_text(const ImportTask& task, Inspection& found) {
  bool samples = false;
  std::optional<MatrixReader> reader;
  mpi::agreed(task.ranks, [&] {
    if (is_sample_table(task)) {
      inspect_table(task, found);
      return;
    }
    samples = rows_are_samples(task);
    reader.emplace(task.input, task.text());
    found.format = !reader->layout().name.empty() ? reader->layout().name
                   : samples                      ? "text matrix, samples × genes"
                                                  : "text matrix, genes × samples";
  });
  if (!reader) {
    task.progress.end_pass();
    return;
  }
  samples ? inspect_sample_rows(task, *reader, found) : inspect_gene_rows(task, *reader, found);
}

}  // namespace

std::size_t inspect_units(const ImportRequest& request) {
  return input_bytes(request);
}

Inspection inspect_input(const ImportRequest& request, const std::filesystem::path& input,
                         std::size_t most_samples, const mpi::Communicator& ranks, Progress& progress) {
  const auto source = open_input(request, input, ranks);
  ReadProgress read(progress, input_bytes(input));
  const ImportTask task{request, input, {}, ranks, read, Collapse::max_mean};
  Inspection found;
  if (source) {
    inspect_source(task, *source, most_samples, found);
  } else {
    inspect_text(task, found);
  }
  return found;
}

}  // namespace lampyris::io
