// SPDX-License-Identifier: Apache-2.0
#include "jobs/pca/pca_job.hpp"

#include <fmt/format.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/scaled_samples.hpp"
#include "io/run/pca_file.hpp"
#include "jobs/program/output_file.hpp"
#include "mpi/pca/fit_components.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_check.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/pca/pca_method.hpp"
#include "src/structure/pca_scores.hpp"

namespace lampyris::jobs {
namespace {

void check_options(const PcaOptions& options) {
  if (options.components == 0) throw UsageError("--components 0: must be at least 1");
  if (!(options.tolerance > 0 && options.tolerance <= 1)) {
    throw UsageError(fmt::format("--tolerance {}: must be above 0, and 1 at most", options.tolerance));
  }
}

Scaling fit_scaling(const PcaOptions& options, const io::CohortFile& cohort, const World& world) {
  const auto& index = cohort.index();
  std::vector<std::size_t> all(index.samples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  GeneCheck check(index.genes.size());
  const auto statistics = gene_statistics(world, all, index.genes.size(), [&](Slice samples, Slice genes) {
    auto block = cohort.read(samples, genes);
    check.see(block.view(), genes.offset);
    return block;
  });
  check.require_usable(world, index.genes, options.cohort.string());
  return make_scaling(options.scale, statistics);
}

Pca fit(const PcaOptions& options, PcaMethod method, const SampleShard& shard, const Context& context) {
  try {
    const LeadingOptions how{
        .count = options.components, .tolerance = options.tolerance, .seed = options.seed};
    const auto progress = context.progress("pca: passes over the cohort", how.most_passes + 1);
    return mpi::fit_components(shard, method, how, context.ranks, *progress);
  } catch (const DataError& error) {
    // The fit does not know where its values are from.
    throw DataError(fmt::format("{}: {}", options.cohort.string(), error.what()));
  }
}

std::vector<std::pair<std::string, std::int64_t>> parameters(const PcaOptions& options, PcaMethod method) {
  if (method == PcaMethod::exact) return {};
  return {{"seed", static_cast<std::int64_t>(options.seed)}};
}

// After 1, 2, 5, 10, … components and all of them.
std::string cumulative(const Pca& pca) {
  std::vector<std::string> texts;
  double sum = 0;
  std::size_t next = 1;
  for (std::size_t k = 1; k <= pca.components.rows(); ++k) {
    sum += pca.explained_variance[k - 1];
    if (k != next && k != pca.components.rows()) continue;
    texts.push_back(fmt::format("{}: {:.4f}", k, sum / pca.total_variance));
    while (next <= k) next = std::to_string(next)[0] == '2' ? next / 2 * 5 : next * 2;
  }
  return fmt::format("cumulative explained variance: {}", fmt::join(texts, ", "));
}

void say_result(const PcaOptions& options, PcaMethod method, const Pca& pca, const io::CohortIndex& index,
                const Context& context) {
  const std::size_t found = pca.components.rows();
  if (found < options.components) {
    context.say(fmt::format("pca: {} components instead of {}: the rank of {} samples × {} genes", found,
                            options.components, index.samples.size(), index.genes.size()));
  }
  if (!pca.settled) {
    context.summary(fmt::format(
        "pca: warning: the search ended before --tolerance {:g}: more may be missing from the components; "
        "--method exact misses nothing",
        options.tolerance));
  }
  context.summary(fmt::format("{}: {} components of {} samples × {} genes, {}, scale {}",
                              options.out.string(), found, index.samples.size(), index.genes.size(),
                              to_string(method), word_of(options.scale)));
  context.summary(cumulative(pca));
}

}  // namespace

void pca_job(const PcaOptions& options, const Context& context) {
  check_options(options);
  require_free_output(options.out, {options.cohort}, context.ranks);
  const io::CohortFile cohort(options.cohort, context.ranks);
  const auto& index = cohort.index();
  const auto method =
      choose_pca_method(options.method, {index.samples.size(), index.genes.size(), options.components});
  io::require_writable_pca(options.out, context.ranks);

  const mpi::RankWorld world(context.ranks);
  const auto scaling = fit_scaling(options, cohort, world);
  const auto samples = io::all_samples(cohort, scaling);
  const Slice part = world.share(samples.count());
  const auto mine = io::read_part(samples, part, *context.progress("pca: reading", part.count));
  context.say(fmt::format("pca: {} method, {} samples × {} genes, ranks: {}", to_string(method),
                          index.samples.size(), index.genes.size(), context.ranks.size()));
  const Pca pca = fit(options, method, {mine.view(), part.offset, samples.count()}, context);

  const auto scores = PcaProjection(pca, pca.components.rows()).encode(mine.view());
  io::write_pca(options.out, pca, index.genes,
                {to_string(method), parameters(options, method), scaling, index.samples, part, scores.view()},
                context.ranks);
  say_result(options, method, pca, index, context);
}

}  // namespace lampyris::jobs
