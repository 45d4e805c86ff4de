// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/path_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Interactome>> interactome_keys() {
  using I = Settings::Interactome;
  return {
      path("edges", &I::edges, InputKind::file, "The network, of any supported format; empty: no such stage"),
      path("aliases", &I::aliases, InputKind::file,
           "Table that maps the ids of edges to genes, as protein.info of STRING"),
      number("score", &I::score, {}, "Least score of an edge that is used; 700 is high confidence in STRING"),
      whole_numbers("top", &I::top, {2, largest}, "Genes of each node that are tested, one list each"),
      whole_number("null_sets", &I::null_sets, {10, 1e7}, "Random gene sets that each list is compared with"),
  };
}

}  // namespace lampyris::jobs
