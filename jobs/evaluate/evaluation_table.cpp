// SPDX-License-Identifier: Apache-2.0
#include "jobs/evaluate/evaluation_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "io/text/table_writer.hpp"

namespace lampyris::jobs {
namespace {

const std::vector<std::string>& columns() {
  static const std::vector<std::string> names{"representation", "dimension",     "group",
                                              "samples",        "genes",         "r2_global",
                                              "r2_gene_mean",   "r2_gene_median"};
  return names;
}

const char* kind_of(const Evaluation& evaluation) {
  return evaluation.left_out ? "left_out" : "measured";
}

// Differences of R² below it are none in three digits.
constexpr double shown = 0.0005;

/// The autoencoder and PCA on one group and kind of genes.
struct Comparison {
  const Evaluation* autoencoder;
  const Evaluation* rival;  ///< PCA of the same size, or of the most components that there are below it
  std::vector<std::string> all_of_pca;

  [[nodiscard]] double gain() const { return autoencoder->r_squared.global - rival->r_squared.global; }
};

Comparison compare(const std::vector<Evaluation>& evaluations, std::size_t group, bool left_out) {
  Comparison found{};
  for (const auto& one : evaluations) {
    if (one.group != group || one.left_out != left_out) continue;
    if (one.representation == "autoencoder") {
      found.autoencoder = &one;
      continue;
    }
    found.all_of_pca.push_back(fmt::format("{}: {:.3f}", one.dimension, one.r_squared.global));
    if (found.rival == nullptr || one.dimension <= found.autoencoder->dimension) found.rival = &one;
  }
  return found;
}

std::string verdict(const Comparison& found) {
  const double gain = found.gain();
  if (std::isnan(gain)) return "nothing varies, so nothing is compared";
  const auto rival = fmt::format("PCA-{}", found.rival->dimension);
  const auto own = fmt::format("the model's code of {}", found.autoencoder->dimension);
  if (std::abs(gain) < shown) return fmt::format("{} and {} reconstruct alike", own, rival);
  return gain > 0 ? fmt::format("{} reconstructs better than {}, by {:.3f}", own, rival, gain)
                  : fmt::format("{} reconstructs better than {}, by {:.3f}", rival, own, -gain);
}

// Of the groups from `first` to `end`, which are those of one column.
std::string class_sentence(const std::vector<Evaluation>& evaluations, const SampleGroups& groups, Slice of,
                           bool left_out) {
  std::size_t better = 0;
  std::size_t least = of.offset;
  std::size_t most = of.offset;
  const auto gain = [&](std::size_t group) { return compare(evaluations, group, left_out).gain(); };
  for (std::size_t group = of.offset; group < of.end(); ++group) {
    if (gain(group) >= shown) ++better;
    if (gain(group) < gain(least)) least = group;
    if (gain(group) > gain(most)) most = group;
  }
  return fmt::format(
      "{} genes, by {}: the model is better than PCA in {} of {} groups; from {:+.3f} ({}) "
      "to {:+.3f} ({})",
      left_out ? "left-out" : "measured", groups.columns[of.offset], better, of.count, gain(least),
      groups.names[least], gain(most), groups.names[most]);
}

}  // namespace

std::string evaluation_header() {
  return fmt::format("{}", fmt::join(columns(), "\t"));
}

void write_evaluation(const std::filesystem::path& path, const std::vector<Evaluation>& evaluations,
                      const SampleGroups& groups, const mpi::Communicator& ranks) {
  io::TableRows rows;
  if (ranks.rank() == 0) {
    for (const auto& one : evaluations) {
      rows.add(one.representation, one.dimension, groups.names[one.group], groups.sizes[one.group],
               kind_of(one), one.r_squared.global, one.r_squared.gene_mean, one.r_squared.gene_median);
    }
  }
  io::write_table(path, columns(), rows, ranks);
}

std::vector<std::string> evaluation_sentences(const std::vector<Evaluation>& evaluations,
                                              const SampleGroups& groups) {
  std::vector<std::string> sentences;
  for (const bool left_out : {false, true}) {
    if (left_out && !evaluations.back().left_out) continue;
    const auto all = compare(evaluations, 0, left_out);
    sentences.push_back(fmt::format("R² of {} genes: autoencoder {:.3f}; PCA {}; {}",
                                    left_out ? "left-out" : "measured", all.autoencoder->r_squared.global,
                                    fmt::join(all.all_of_pca, ", "), verdict(all)));
    for (std::size_t first = 1; first < groups.names.size();) {
      std::size_t end = first;
      while (end < groups.names.size() && groups.columns[end] == groups.columns[first]) ++end;
      sentences.push_back(class_sentence(evaluations, groups, {first, end - first}, left_out));
      first = end;
    }
  }
  return sentences;
}

}  // namespace lampyris::jobs
