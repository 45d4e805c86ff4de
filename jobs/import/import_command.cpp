// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "io/expression/matrix_formats.hpp"
#include "io/text/format_registry.hpp"
#include "jobs/import/import_job.hpp"
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/choices.hpp"
#include "jobs/settings/collapse_choices.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* import_examples =
    "Examples:\n  lampyris import expression.tsv.gz --annotation samples.tsv --out cohort.h5\n"
    "  mpirun -n 8 lampyris import human_gene_v2.h5 --select 'bulk; title~liver' --out cohort.h5\n"
    "  lampyris import GSE1_series_matrix.txt.gz GSE2_series_matrix.txt.gz --ids GPL570.annot.gz --out "
    "both.h5\n"
    "  lampyris import gtex.gct.gz --gene-field Description --out cohort.h5\n"
    "  lampyris import cells.h5ad --layer raw --out cohort.h5\n"
    "  lampyris import probes.tsv.gz --ids probe_to_symbol.tsv --collapse max-mean --out cohort.h5";

void add_inputs(CLI::App& command, ImportOptions& options) {
  auto& request = options.request;
  command
      .add_option("INPUT", request.inputs,
                  "Text matrices (.tsv, .csv, .txt, .gz), GCT, series matrices, .h5ad, ARCHS4, Loom, GCTX, "
                  "10x HDF5, Matrix Market, cohort.h5: samples of all become one cohort; or one JOB.toml")
      ->required();
  command.add_option("--out", options.out,
                     "The cohort to write (.h5); beside it .ids.tsv lists ids that are no gene of their own");
  command.add_option("--annotation", request.annotation, "Table with a row for each sample");
  command.add_option(
      "--ids", request.ids,
      "Table that maps the ids of the input to gene symbols, or protein.info or protein.aliases of STRING");
  command.add_option("--gene-field", request.gene_field,
                     "What the input says of its genes that is to be their id, as Description of a GCT");
}

void add_choices(CLI::App& command, ImportOptions& options) {
  auto& request = options.request;
  command.add_option("--select", request.select,
                     "Samples to take by their annotation: terms column=value,value or with != ~ !~ (regular "
                     "expressions) < >, joined by ';'; bulk: those of ARCHS4 that are no single cells");
  command.add_option("--genes", request.genes, "Of several inputs: genes common to all, or all of any")
      ->check(CLI::IsMember(words_of<CohortGenes>()))
      ->capture_default_str();
  command.add_option(
      "--format", request.format,
      fmt::format("{} (default: by content)", fmt::join(io::format_names(io::matrix_formats()), ", ")));
  command.add_option("--layer", request.layer,
                     "Which matrix of it: raw or a layer of .h5ad, a layer of Loom, a genome");
  auto rules = words_among(collapse_choices());
  rules.insert(rules.begin(), automatic);
  command
      .add_option("--collapse", request.collapse,
                  "Rule for several ids of one gene; auto: max-mean, and sum for counts of ARCHS4, 10x and "
                  "Matrix Market")
      ->check(CLI::IsMember(rules))
      ->capture_default_str();
  command.add_option("--clip", request.clip, "Cut values above this one; 0 = none")
      ->check(CLI::NonNegativeNumber);
}

// Without --out the one input is a job file, as of every other stage.
void find_job_file(const ImportOptions& options, CommonOptions& common) {
  if (!options.out.empty()) return;
  const auto& inputs = options.request.inputs;
  if (inputs.size() != 1 || inputs[0].extension() != ".toml") {
    throw UsageError("import: --out COHORT.h5 is missing; see lampyris import --help");
  }
  common.job_file = inputs[0];
}

}  // namespace

Job import_command() {
  const auto options = std::make_shared<ImportOptions>();
  Job job{"import",
          "Turn any supported input into a training-ready cohort.h5, or do the first stage of a job file",
          import_examples,
          [options](CLI::App& command, CommonOptions& common) {
            add_inputs(command, *options);
            add_choices(command, *options);
            add_overrides(command, common);
            add_force(command, common);
            add_time_limit(command, common);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { import_job(*options, context); }};
  job.settle = [options](CommonOptions& common) { find_job_file(*options, common); };
  return job;
}

}  // namespace lampyris::jobs
