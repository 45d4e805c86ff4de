// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/path_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Attribute>> attribute_keys() {
  using A = Settings::Attribute;
  return {
      choice("method", &A::method, "How genes are attributed to nodes"),
      choice("reference", &A::reference,
             "Where nodes that are not lit stand: at 0, or at their least or mean activation over the "
             "training samples"),
      choice("level", &A::level,
             "How brightly a node is lit: its largest activation over the training samples"),
      whole_number("top", &A::top, {1, largest}, "Genes of each node in top_genes.tsv and signatures.gmt"),
      automatic_choice(
          "signatures", &A::signatures,
          "What these genes are ranked by: what the node lights up, or its loading, the regression "
          "of every gene on all nodes of the layer; auto: the loading for a manifold"),
      paths("name_sets", &A::name_sets, InputKind::file,
            "Files of gene sets that nodes are named by, as hallmarks, cell markers and tissues; empty: "
            "modules.gene_sets"),
      path("truth", &A::truth, InputKind::file,
           "truth.tsv of a simulated cohort: how many of its programs were found"),
  };
}

}  // namespace lampyris::jobs
