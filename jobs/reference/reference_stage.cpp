// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/cohort/scaled_samples.hpp"
#include "io/files/atomic_file.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pca_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/agreement.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "mpi/pca/fit_components.hpp"
#include "src/base/fingerprint.hpp"
#include "src/pca/pca_method.hpp"
#include "src/structure/reconstruction.hpp"

namespace lampyris::jobs {
namespace {

// Enough components for every comparison that a later stage makes.
std::size_t components_wanted(const Context& context, const Architecture& shape) {
  std::vector<std::size_t> wanted{2, 64, 512};
  wanted.insert(wanted.end(), shape.widths.begin(), shape.widths.end());
  wanted.insert(wanted.end(), context.settings.structure.pca.begin(), context.settings.structure.pca.end());
  return *std::max_element(wanted.begin(), wanted.end());
}

Pca fit(const Context& context, const Model& model, const io::ScaledSamples& training) {
  const std::size_t wanted = components_wanted(context, model.autoencoder.architecture());
  const mpi::RankWorld world(context.ranks);
  const Slice part = world.share(training.count());
  const auto mine = training.read(part);
  const auto method = choose_pca_method(std::nullopt, {training.count(), model.genes.size(), wanted});
  context.say(fmt::format("reference: {} principal components ({})", wanted, to_string(method)));
  const LeadingOptions how{.count = wanted, .seed = context.settings.run.seed};
  const auto progress = context.progress("reference, principal components", how.most_passes + 1);
  auto pca = mpi::fit_components({mine.view(), part.offset, training.count()}, method, how, context.ranks,
                                 *progress);
  if (pca.components.rows() < wanted) {
    context.say(fmt::format(
        "reference: PCA has {} components instead of {}: the rank of {} training samples × {} genes",
        pca.components.rows(), wanted, training.count(), model.genes.size()));
  }
  return pca;
}

/// The values that a PCA is fitted to, and how many components it has, as the name of a file.
std::string name_of_fit(const Model& model, const std::vector<std::string>& samples, std::size_t wanted) {
  Fingerprint fit;
  fit.add(wanted);
  fit.add(model.genes);
  fit.add(samples);
  for (const auto* values :
       {&model.training.minimum, &model.training.maximum, &model.training.mean, &model.training.sd}) {
    fit.add(*values);
  }
  fit.add(model.scaling.name);
  for (const SamplePart part : model.parts) {
    const auto fitted = model.fitted_parts();
    fit.add(std::size_t{std::ranges::find(fitted, part) != fitted.end()});
  }
  return fit.text() + ".h5";
}

/// Fits the PCA, or takes one of the same samples that a run beside this one has fitted.
Pca shared_fit(const Context& context, const Model& model, const io::ScaledSamples& training,
               const std::vector<std::string>& samples) {
  if (context.shared_pca.empty()) return fit(context, model, training);
  const std::size_t wanted = components_wanted(context, model.autoencoder.architecture());
  const auto path = context.shared_pca / name_of_fit(model, samples, wanted);
  if (mpi::on_first_rank(context.ranks, [&] { return std::filesystem::exists(path); })) {
    context.say("reference: the PCA of the same samples is that of another run of this job");
    return io::read_pca(path, context.ranks).pca;
  }
  Pca pca = fit(context, model, training);
  mpi::on_first_rank(context.ranks, [&] { (void)io::make_directories(context.shared_pca); });
  io::write_pca(path, pca, model.genes, context.ranks);
  return pca;
}

SampleBlocks blocks_of(const io::ScaledSamples& samples) {
  return {samples.count(), [&samples](Slice part, const SampleBlocks::Use& use, std::size_t reach) {
            samples.for_each_block(part, use, reach);
          }};
}

void add_rows(io::TableRows& rows, const std::string& samples, const std::vector<Reconstruction>& measured) {
  for (const auto& one : measured) {
    rows.add(one.representation, one.dimension, samples, one.r_squared.global, one.r_squared.gene_mean,
             one.r_squared.gene_median);
  }
}

std::string sentence(const std::string& samples, const std::vector<Reconstruction>& measured) {
  std::vector<std::string> of_pca;
  for (std::size_t m = 1; m < measured.size(); ++m) {
    if (measured[m].representation != "pca") continue;
    of_pca.push_back(fmt::format("{}: {:.3f}", measured[m].dimension, measured[m].r_squared.global));
  }
  return fmt::format("R² on {} samples: autoencoder {:.3f}; PCA {}", samples, measured[0].r_squared.global,
                     fmt::join(of_pca, ", "));
}

/// R² of samples that go by one name.
struct PartResult {
  std::string name;
  std::vector<SamplePart> parts;
  std::vector<Reconstruction> measured;  ///< of the autoencoder, then of PCA

  [[nodiscard]] bool has(SamplePart part) const { return std::ranges::find(parts, part) != parts.end(); }
};

// The autoencoder's, on the samples that trained it and on those that did not.
void write_details(const Context& context, const io::CohortFile& cohort, const Model& model,
                   const std::vector<PartResult>& results) {
  io::TableRows genes;
  io::TableRows samples;
  if (context.ranks.rank() == 0) {
    const auto& seen = results.front().measured.front().r_squared.per_gene;
    const auto& unseen = results.back().measured.front().r_squared.per_gene;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t g = 0; g < model.genes.size(); ++g) {
      genes.add(model.genes[g], seen[g], results.size() > 1 ? unseen[g] : none);
    }
    std::vector<std::size_t> next(results.size());
    for (std::size_t i = 0; i < model.parts.size(); ++i) {
      const auto result =
          std::ranges::find_if(results, [&](const auto& one) { return one.has(model.parts[i]); });
      std::size_t& place = next[static_cast<std::size_t>(result - results.begin())];
      samples.add(cohort.index().samples[i], result->name, result->measured.front().per_sample[place++]);
    }
  }
  io::write_table(context.in_run("r2_per_gene.tsv"), {"gene", "r2_training", "r2_heldout"}, genes,
                  context.ranks);
  io::write_table(context.in_run("r2_per_sample.tsv"), {"sample", "samples", "r2"}, samples, context.ranks);
}

// Of the parts that have samples, in their order: the test part, which is last, is what is quoted. Validation
// samples that were fitted in the end are training samples.
std::vector<PartResult> measure_parts(const Context& context, const io::CohortFile& cohort,
                                      const Compared& compared) {
  const mpi::RankWorld world(context.ranks);
  const Model& model = compared.model;
  std::vector<PartResult> results{{"training", model.fitted_parts(), {}}};
  if (!model.refitted) results.push_back({"validation", {SamplePart::validation}, {}});
  results.push_back({"test", {SamplePart::test}, {}});
  for (auto& result : results) {
    const auto samples = io::samples_in(cohort, model.scaling, model.parts, result.parts);
    if (samples.count() == 0) continue;
    const auto progress = context.progress(fmt::format("reference, {} samples", result.name),
                                           world.share(samples.count()).count);
    result.measured = measure_reconstruction(blocks_of(samples), compared, world, *progress);
  }
  std::erase_if(results, [](const auto& result) { return result.measured.empty(); });
  return results;
}

}  // namespace

void reference_stage(const Context& context) {
  const io::CohortFile cohort(context.training_cohort(), context.ranks);
  const Model model = io::read_model(context.in_run("model.h5"), context.ranks);
  io::require_same_genes(cohort, model.genes, "model.h5");
  const auto fitted = io::samples_in(cohort, model.scaling, model.parts, model.fitted_parts());
  const Pca pca = shared_fit(context, model, fitted, cohort.index().samples);

  const auto dimensions = reconstruction_dimensions(model.architecture(), pca.components.rows());
  const auto forward_pass =
      mpi::make_forward_pass(context.settings.compute.grid, model.genes.size(), context.ranks);
  const auto results = measure_parts(context, cohort, {*forward_pass, model, pca, dimensions});

  io::TableRows rows;
  for (const auto& result : results) {
    if (context.ranks.rank() == 0) add_rows(rows, result.name, result.measured);
  }
  io::write_pca(context.in_run("pca.h5"), pca, model.genes, context.ranks);
  io::write_table(context.in_run("reconstruction.tsv"),
                  {"representation", "dimension", "samples", "r2_global", "r2_gene_mean", "r2_gene_median"},
                  rows, context.ranks);
  write_details(context, cohort, model, results);
  context.summary(sentence(results.back().name, results.back().measured));
}

}  // namespace lampyris::jobs
