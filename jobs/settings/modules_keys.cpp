// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/collapse_choices.hpp"
#include "jobs/settings/keys.hpp"
#include "jobs/settings/path_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Modules>> modules_keys() {
  using M = Settings::Modules;
  return {
      paths("gene_sets", &M::gene_sets, InputKind::file,
            "Files of gene sets or gene scores, of any supported format"),
      path("gene_ids", &M::gene_ids, InputKind::file, "Table that maps the ids of gene sets to genes"),
      whole_number("gene_set_top", &M::gene_set_top, {1, largest},
                   "Genes that are taken of a file of gene scores"),
      number("gwas_p", &M::gwas_p, {0, 1, true}, "Associations of the GWAS Catalog below this p are taken"),
      choice("gwas_genes", &M::gwas_genes, "Their genes: mapped by position, or reported by the authors"),
      number("disgenet_score", &M::disgenet_score, {0, 1},
             "Associations of DisGeNET of at least this score are taken"),
      texts("sets", &M::sets, "Names of the gene sets to test; empty: all"),
      whole_number("top", &M::top, {0, largest},
                   "Genes of a module; 0: 12 % of the genes measured, at most 1000"),
      whole_number("permutations", &M::permutations, {100, 1e7}, "Permutations of cases and controls"),
      whole_number("max_permutations", &M::max_permutations, {100, 1e8},
                   "Permutations where p is small; at least as many as permutations"),
      number("max_missing", &M::max_missing, {0, 1},
             "Share of the model's genes that a contrast's cohort may lack"),
      number("penalty", &M::penalty, {0, largest, true}, "Ridge penalty of the logistic classifier"),
  };
}

const std::vector<Key<Settings::Contrast>>& contrast_keys() {
  using C = Settings::Contrast;
  static const std::vector<Key<C>> keys{
      text("name", &C::name, "Letters, digits, '_', '-' and '.'; must be given, and no other has it"),
      path("cohort", &C::cohort, InputKind::expression, "Its own cohort; empty: the training cohort"),
      path("annotation", &C::annotation, InputKind::file, "As of [cohort], of its own cohort"),
      path("ids", &C::ids, InputKind::file, "As of [cohort]"),
      text("layer", &C::layer, "As of [cohort]"),
      text("gene_field", &C::gene_field, "As of [cohort]"),
      automatic_choice("collapse", &C::collapse, "As of [cohort]", collapse_choices()),
      text("cases", &C::cases,
           "Who is a case: \"column=value,value; column=value\", all of which must hold; must be given"),
      text("controls", &C::controls, "Who is a control; must be given"),
      text("group", &C::group,
           "Column, or column~regular expression, whose samples stay together, as a patient; empty: each by "
           "itself"),
      text("disease", &C::disease,
           "The gene set of this disease, for the summary and for p combined over contrasts"),
      choice("preprocess", &C::preprocess,
             "Whether its values go through the steps of cohort.preprocess, or none, for values beyond them"),
      choice("standardise", &C::standardise,
             "Whether each gene is standardised within its own cohort; the training cohort never is"),
  };
  return keys;
}

}  // namespace lampyris::jobs
