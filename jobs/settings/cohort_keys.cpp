// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/collapse_choices.hpp"
#include "jobs/settings/path_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Cohort>> cohort_keys() {
  using C = Settings::Cohort;
  return {
      paths("inputs", &C::inputs, InputKind::expression,
            "Files of expression, of any supported format; must be given. Samples of all become one cohort"),
      path("annotation", &C::annotation, InputKind::file, "Table with a row for each sample"),
      path("ids", &C::ids, InputKind::file,
           "Table that maps the ids of the inputs to gene symbols, or protein.info or protein.aliases of "
           "STRING"),
      text("format", &C::format, "Format of the inputs, as inspect names it; auto: by content"),
      text("layer", &C::layer, "Which matrix of an HDF5 input; empty: the main one"),
      text("gene_field", &C::gene_field,
           "What the input says of its genes that is to be their id, as Description of a GCT; empty: its own "
           "ids"),
      text("select", &C::select,
           "Samples to take by their annotation: terms column=value,value or with != ~ !~ < >, joined by "
           "';'; empty: all"),
      choice("genes", &C::genes, "Of several inputs: genes common to all, or all of any"),
      automatic_choice("collapse", &C::collapse,
                       "How several ids of one gene become one; auto: max-mean, and sum for counts",
                       collapse_choices()),
      texts("preprocess", &C::preprocess,
            "Steps between import and training, as [\"cpm\", \"log2\"]; see preprocessing.md"),
      path("gene_lengths", &C::gene_lengths, InputKind::file,
           "Table of genes and their lengths, for the step tpm"),
      choice("scale", &C::scale,
             "How values become inputs of the autoencoder, gene by gene, from the training samples; zscore "
             "needs model.output = \"linear\""),
      number("clip", &C::clip, {}, "Values above are cut to it while importing; 0: none"),
      number("validation", &C::validation, {0, 0.9},
             "Share of the samples that choose the epoch and all else that is chosen; 0: nothing is chosen"),
      number("heldout", &C::heldout, {0, 0.9},
             "Share of the samples that neither train nor choose: the test part, which is read once, at the "
             "end"),
      text(
          "split_by", &C::split_by,
          "Column, or column~regular expression, whose samples stay together in the split, as a donor; auto: "
          "donors, where a column or the barcodes of TCGA and GTEx name them; empty: each sample by itself"),
  };
}

}  // namespace lampyris::jobs
