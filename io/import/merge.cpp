// SPDX-License-Identifier: Apache-2.0
#include "io/import/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "io/import/selection.hpp"
#include "src/base/error.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t merged_samples = 256;

struct Place {
  std::size_t part, sample;
};

/// The cohorts of the parts, one after the other.
struct Parts {
  std::span<const CohortPart> parts{};
  std::vector<std::unique_ptr<CohortFile>> files{};
  std::vector<Place> places{};  ///< of every sample
};

Parts open_parts(std::span<const CohortPart> parts, const mpi::Communicator& ranks) {
  Parts opened{parts};
  for (std::size_t p = 0; p < parts.size(); ++p) {
    opened.files.push_back(std::make_unique<CohortFile>(parts[p].cohort, ranks));
    const std::size_t samples = opened.files.back()->index().samples.size();
    for (std::size_t i = 0; i < samples; ++i) opened.places.push_back({p, i});
  }
  return opened;
}

std::vector<std::string> sample_ids(const Parts& all) {
  std::unordered_map<std::string, std::size_t> part_of;
  std::vector<std::string> ids;
  for (const auto [part, sample] : all.places) {
    const auto& id = all.files[part]->index().samples[sample];
    const auto [at, is_new] = part_of.emplace(id, part);
    if (!is_new) {
      throw DataError(fmt::format("{}: sample \"{}\" is in {} too; sample ids must differ",
                                  all.parts[part].input.string(), id, all.parts[at->second].input.string()));
    }
    ids.push_back(id);
  }
  return ids;
}

// Columns by their first appearance; what a part does not say is missing.
Annotation own_annotation(const Parts& all) {
  Annotation merged;
  for (std::size_t p = 0, first = 0; p < all.files.size(); ++p) {
    const auto& own = all.files[p]->index().annotation;
    for (std::size_t c = 0; c < own.columns.size(); ++c) {
      auto at = merged.find(own.columns[c]);
      if (!at) {
        at = merged.columns.size();
        merged.columns.push_back(own.columns[c]);
        merged.values.emplace_back(all.places.size());
      }
      std::ranges::copy(own.values[c], merged.values[*at].begin() + static_cast<std::ptrdiff_t>(first));
    }
    first += all.files[p]->index().samples.size();
  }
  return merged;
}

// Without what says how it is stored: "GSE1_series_matrix.txt.gz" is GSE1_series_matrix.
std::string batch_name(const std::filesystem::path& input) {
  auto name = input.filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

std::vector<std::string> batches(const Parts& all) {
  std::unordered_map<std::string, std::size_t> count;
  for (const auto& part : all.parts) ++count[batch_name(part.input)];
  std::vector<std::string> names;
  for (const auto& part : all.parts) {
    const auto name = batch_name(part.input);
    // Files of one name in different folders.
    names.push_back(count[name] > 1 ? part.input.string() : name);
  }
  std::vector<std::string> values;
  for (const auto [part, sample] : all.places) values.push_back(names[part]);
  return values;
}

std::string batch_column(const Annotation& own, const AnnotationTable* table) {
  const bool taken = own.find("batch") || (table != nullptr && table->annotation.find("batch"));
  return taken ? "input" : "batch";
}

/// Genes of the whole, and where those of each part stand among them.
struct GenePlan {
  std::vector<std::string> genes;
  std::vector<std::vector<std::optional<std::size_t>>> place;  ///< [part][gene of the part]; none: left out
};

GenePlan plan_genes(const Parts& all, bool common) {
  std::unordered_map<std::string, std::size_t> count, place;
  GenePlan plan;
  for (const auto& file : all.files) {
    for (const auto& gene : file->index().genes) ++count[gene];
  }
  for (const auto& file : all.files) {
    auto& mine = plan.place.emplace_back();
    for (const auto& gene : file->index().genes) {
      if (common && count[gene] < all.files.size()) {
        mine.emplace_back();
        continue;
      }
      const auto [at, is_new] = place.emplace(gene, plan.genes.size());
      if (is_new) plan.genes.push_back(gene);
      mine.emplace_back(at->second);
    }
  }
  if (!plan.genes.empty()) return plan;
  throw DataError(fmt::format(
      "{} and {}: no gene is common to all inputs (\"{}\" and \"{}\", say); map their ids to symbols first",
      all.parts.front().input.string(), all.parts.back().input.string(),
      all.files.front()->index().genes.front(), all.files.back()->index().genes.front()));
}

/// Values of these samples on this rank, a block at a time.
class BlockMerger {
 public:
  BlockMerger(const Parts& all, const GenePlan& plan) : all_(all), plan_(plan), present_(plan.genes.size()) {}

  /// Reads these places, which ascend; the values of each part are read together.
  Matrix<float> merge(std::span<const Place> places) {
    Matrix<float> values(places.size(), plan_.genes.size());
    std::ranges::fill(values.values(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t first = 0; first < places.size();) {
      const std::size_t part = places[first].part;
      std::vector<std::size_t> samples;
      for (std::size_t i = first; i < places.size() && places[i].part == part; ++i) {
        samples.push_back(places[i].sample);
      }
      const auto& place = plan_.place[part];
      all_.files[part]->for_each_sample(samples, {0, place.size()},
                                        [&](std::size_t at, MatrixView<const float> row) {
                                          const auto out = values.row(first + at);
                                          for (std::size_t g = 0; g < place.size(); ++g) {
                                            if (place[g]) out[*place[g]] = row(0, g);
                                          }
                                        });
      first += samples.size();
    }
    count(values);
    return values;
  }

  /// Collective. Throws DataError for a gene without any value; returns how many values are missing.
  std::size_t finish(const mpi::Communicator& ranks, std::size_t samples) {
    ranks.sum(present_);
    double values = 0;
    for (std::size_t g = 0; g < present_.size(); ++g) {
      values += present_[g];
      if (present_[g] > 0) continue;
      throw DataError(
          fmt::format("gene \"{}\" has no value in any selected sample; leave it out", plan_.genes[g]));
    }
    return samples * plan_.genes.size() - static_cast<std::size_t>(values);
  }

 private:
  void count(const Matrix<float>& values) {
    for (std::size_t i = 0; i < values.rows(); ++i) {
      const auto row = values.row(i);
      for (std::size_t g = 0; g < row.size(); ++g) present_[g] += std::isnan(row[g]) ? 0 : 1;
    }
  }

  const Parts& all_;
  const GenePlan& plan_;
  std::vector<double> present_;
};

std::size_t write_merged(const Parts& all, const GenePlan& plan, CohortWriter& writer,
                         const mpi::Communicator& ranks, ReadProgress& progress) {
  BlockMerger merger(all, plan);
  const auto count = static_cast<std::size_t>(ranks.size());
  const std::size_t samples = all.places.size();
  mpi::agreed(ranks, [&] {
    const Slice mine = block_part_of(samples, merged_samples, count, static_cast<std::size_t>(ranks.rank()));
    for (std::size_t first = mine.offset; first < mine.end(); first += merged_samples) {
      const auto places = std::span(all.places).subspan(first, std::min(merged_samples, mine.end() - first));
      const auto values = merger.merge(places);
      writer.write(values.view(), first, 0);
      progress.advance_to(progress.pass_bytes() / mine.count * (first - mine.offset));
    }
  });
  progress.end_pass();
  return merger.finish(ranks, samples);
}

// Adds up what the parts say of their ids; the rest is known of the whole alone.
ImportSummary sum_of(std::span<const CohortPart> parts) {
  ImportSummary sum;
  for (const auto& [input, cohort, imported] : parts) {
    const auto& part = imported.summary;
    if (!part.layout.empty() && sum.layout.find(part.layout) == std::string::npos) {
      sum.layout += (sum.layout.empty() ? "" : " and ") + part.layout;
    }
    if (part.id_type.recognised > sum.id_type.recognised) sum.id_type = part.id_type;
    if (sum.gene_fields.empty()) sum.gene_fields = part.gene_fields;
    sum.ids += part.ids;
    sum.unmapped += part.unmapped;
    sum.ambiguous += part.ambiguous;
    sum.collapsed += part.collapsed;
  }
  return sum;
}

template <class Value>
void keep(std::vector<Value>& values, const std::vector<std::size_t>& chosen) {
  std::vector<Value> kept;
  kept.reserve(chosen.size());
  for (const std::size_t i : chosen) kept.push_back(std::move(values[i]));
  values = std::move(kept);
}

}  // namespace

ImportSummary merge_cohorts(const ImportRequest& request, std::span<const CohortPart> parts,
                            const AnnotationTable* annotation, const std::filesystem::path& out,
                            const mpi::Communicator& ranks, ReadProgress& progress) {
  Parts all;
  // No rank goes on, and perhaps ends and removes the parts, before all have them open.
  mpi::agreed(ranks, [&] { all = open_parts(parts, ranks); });
  CohortIndex index{sample_ids(all), {}, own_annotation(all)};
  const std::string column = batch_column(index.annotation, annotation);
  auto batch = batches(all);
  ImportSummary summary = sum_of(parts);
  if (!request.select.empty()) {
    Annotation known = index.annotation;
    if (parts.size() > 1) {
      known.columns.push_back(column);
      known.values.push_back(batch);
    }
    const auto chosen = selected_samples(request.select, index.samples, known, annotation,
                                         parts.size() == 1 ? parts.front().input.string() : out.string());
    summary.left_out = all.places.size() - chosen.size();
    keep(all.places, chosen);
    keep(index.samples, chosen);
    keep(batch, chosen);
    for (auto& values : index.annotation.values) keep(values, chosen);
  }
  const GenePlan plan = plan_genes(all, request.genes == "common");
  index.genes = plan.genes;
  complete_index(annotation, index, summary);
  if (parts.size() > 1) {
    summary.labels.emplace_back(column, make_labels(batch).classes.size());
    index.annotation.columns.push_back(column);
    index.annotation.values.push_back(std::move(batch));
  }
  CohortWriter writer(out, index, provenance_of(request), ranks);
  summary.missing_values = write_merged(all, plan, writer, ranks, progress);
  writer.finish();
  return summary;
}

}  // namespace lampyris::io
