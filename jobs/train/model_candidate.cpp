// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/model_candidate.hpp"

#include "io/text/table_writer.hpp"

namespace lampyris::jobs {

void write_candidates(const Context& context, const std::vector<Candidate>& candidates, std::size_t taken) {
  io::TableRows rows;
  for (std::size_t i = 0; i < candidates.size() && context.ranks.rank() == 0; ++i) {
    const Candidate& one = candidates[i];
    rows.add(word_of(one.kind), one.code, one.pca, one.encoded, one.refined, i == taken ? "yes" : "no");
  }
  io::write_table(context.in_run("candidates.tsv"),
                  {"kind", "code", "r2_pca", "r2_encoder", "r2_refined", "taken"}, rows, context.ranks);
}

}  // namespace lampyris::jobs
