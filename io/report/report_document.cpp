// SPDX-License-Identifier: Apache-2.0
#include "io/report/report_document.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "io/report/gene_histogram.hpp"
#include "io/report/interactome_summary.hpp"
#include "io/report/sample_map_json.hpp"
#include "io/report/table_json.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct PageTable {
  std::string name;
  TableCut cut;
};

/// A cut keeps what a reader looks for first: the strongest rows.
std::vector<PageTable> page_tables() {
  return {{"metrics", {}},
          {"candidates", {}},
          {"reconstruction", {}},
          {"r2_per_gene", {.limit = 5000, .by = "r2_heldout", .largest = true}},
          {"nodes", {.limit = 20000, .by = "largest_score", .largest = true}},
          {"interactome", {.limit = 5000, .by = "z", .largest = true}},
          {"interactome_trend", {}},
          {"structure", {}},
          {"structure_unseen", {}},
          {"structure_classes", {}},
          {"modules", {.limit = 50000, .by = "p_permutation"}},
          {"module_genes", {.limit = 20000, .by = "rank"}},
          {"classifiers", {}},
          {"combined", {}},
          {"stability", {}},
          {"consensus", {.limit = 5000}},
          {"consensus_genes", {.limit = 20000, .by = "rank"}},
          {"modules_ensemble", {.limit = 50000, .by = "p_permutation"}},
          {"interactome_ensemble", {.limit = 5000, .by = "z", .largest = true}},
          {"structure_ensemble", {}},
          {"reconstruction_ensemble", {}},
          {"programs", {}}};
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw DataError(fmt::format("cannot read {}: expected a readable file", path.string()));
  return {std::istreambuf_iterator<char>(file), {}};
}

ordered_json manifest_json(const fs::path& path) {
  const std::string text = read_text(path);
  ordered_json manifest = ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (manifest.is_discarded()) {
    throw DataError(
        fmt::format("{} is not JSON; run the stages again to have it written anew", path.string()));
  }
  return manifest;
}

ordered_json cohort_json(const CohortIndex& cohort) {
  return {{"samples", cohort.samples.size()},
          {"genes", cohort.genes.size()},
          {"annotation", cohort.annotation.columns}};
}

}  // namespace

ordered_json report_document(const fs::path& run_directory, const CohortIndex* cohort,
                             const ReportOptions& options) {
  const auto when_present = [&](const char* file, auto read) -> ordered_json {
    const fs::path path = run_directory / file;
    return fs::exists(path) ? ordered_json(read(path)) : ordered_json();
  };
  ordered_json tables = ordered_json::object();
  for (const auto& [name, cut] : page_tables()) {
    tables[name] = when_present((name + ".tsv").c_str(),
                                [&rows = cut](const fs::path& path) { return table_json(path, rows); });
  }
  const SampleMapOptions map_options = {.colour_by = options.colour_by};
  return {{"run", options.title},
          {"version", options.version},
          {"cohort", cohort == nullptr ? ordered_json() : cohort_json(*cohort)},
          {"job", when_present("job.toml", read_text)},
          {"manifest", when_present("manifest.json", manifest_json)},
          {"tables", std::move(tables)},
          {"gene_histogram", when_present("r2_per_gene.tsv", gene_histogram_json)},
          {"interactome", when_present("interactome.tsv", interactome_summary_json)},
          {"map", when_present("map.tsv", [&](const fs::path& path) {
             return sample_map_json(path, cohort, map_options);
           })}};
}

}  // namespace lampyris::io
