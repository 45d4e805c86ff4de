// SPDX-License-Identifier: Apache-2.0
#include "jobs/project/projection_options.hpp"

#include <CLI/CLI.hpp>

#include <string>

#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/collapse_choices.hpp"

namespace lampyris::jobs {
namespace {

void add_import_options(CLI::App& command, io::ImportRequest& request) {
  command.add_option("--annotation", request.annotation, "Table with a row for each sample of COHORT");
  command.add_option("--ids", request.ids, "Table that maps the ids of COHORT to gene symbols");
  auto rules = words_among(collapse_choices());
  rules.insert(rules.begin(), automatic);
  command.add_option("--collapse", request.collapse, "Rule for several ids of one gene")
      ->check(CLI::IsMember(rules))
      ->capture_default_str();
  command.add_option("--layer", request.layer, "Which matrix of COHORT, as of import");
  command.add_option("--gene-field", request.gene_field,
                     "What COHORT says of its genes that is to be their id, as of import");
  command.add_option("--select", request.select, "Samples to take by their annotation, as of import");
}

template <Named Enum>
void add_words(CLI::App& command, const std::string& name, Enum& value, const std::string& help) {
  command
      .add_option_function<std::string>(
          name, [&value, name](const std::string& word) { value = value_of<Enum>(word, name); }, help)
      ->check(CLI::IsMember(words_of<Enum>()))
      ->default_str(word_of(value));
}

}  // namespace

std::vector<std::filesystem::path> ProjectionOptions::inputs() const {
  return {cohort, import.annotation, import.ids, run / "model.h5", run / "pca.h5", run / "cohort.h5"};
}

void add_projection_options(CLI::App& command, ProjectionOptions& options) {
  command.add_option("RUN", options.run, "The directory of a run that has trained")->required();
  command.add_option("COHORT", options.cohort, "Another cohort: a cohort.h5, or anything that import reads")
      ->required();
  add_import_options(command, options.import);
  add_words(
      command, "--preprocess", options.preprocess,
      "Whether values go through the run's steps of cohort.preprocess, or none, for values beyond them");
  add_words(command, "--standardise", options.standardise,
            "within: each gene gets the mean and standard deviation that it had in training, as a cohort of "
            "another platform needs; none: values are in the training cohort's units");
  command.add_option("--max-missing", options.max_missing, "Share of the model's genes that COHORT may lack")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

}  // namespace lampyris::jobs
