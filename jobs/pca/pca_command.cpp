// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "jobs/pca/pca_job.hpp"

namespace lampyris::jobs {
namespace {

// Words are checked by CLI11 and become values when they are read.
template <Named Enum>
void add_choice(CLI::App& command, const std::string& name, std::vector<std::string> words,
                const std::string& shown, const std::string& help,
                const std::function<void(std::optional<Enum>)>& set) {
  command
      .add_option_function<std::string>(
          name, [set](const std::string& word) { set(find_value<Enum>(word)); }, help)
      ->check(CLI::IsMember(std::move(words)))
      ->default_str(shown);
}

void add_pca_options(CLI::App& command, PcaOptions& options) {
  // Ranges of signed numbers: CLI11 takes -1 for a large unsigned one.
  constexpr int most = 1'000'000'000;
  command.add_option("COHORT.h5", options.cohort, "The cohort, as import writes it")->required();
  command
      .add_option("--components", options.components, "How many; more than the rank of the cohort are cut")
      ->check(CLI::Range(1, most))
      ->required();
  command.add_option("--out", options.out, "The file to write (.h5)")->required();
  auto methods = words_of<PcaMethod>();
  methods.insert(methods.begin(), "auto");
  add_choice<PcaMethod>(
      command, "--method", methods, "auto",
      "auto: exact when samples or genes are at most 4000, or many components are asked for",
      [&options](std::optional<PcaMethod> method) { options.method = method; });
  add_choice<ScalingMethod>(
      command, "--scale", words_of<ScalingMethod>(), word_of(options.scale),
      "Of each gene, over all samples; a missing value becomes the mean",
      [&options](std::optional<ScalingMethod> scale) { options.scale = scale.value(); });
  command
      .add_option("--tolerance", options.tolerance,
                  "Randomised: passes go on until about this part of all variance is missing at most")
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Randomised: the same subspace on any number of ranks")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
}

}  // namespace

Job pca_command() {
  const auto options = std::make_shared<PcaOptions>();
  return {"pca", "Principal components of a cohort, without a run or a model",
          "Examples:\n  lampyris pca cohort.h5 --components 50 --out pca.h5\n"
          "  mpirun -n 8 lampyris pca cohort.h5 --components 200 --method randomised --scale zscore --out "
          "pca.h5",
          [options](CLI::App& command, CommonOptions& common) {
            add_pca_options(command, *options);
            add_common_options(command, common);
          },
          [options](const Context& context, const CommonOptions&) { pca_job(*options, context); }};
}

}  // namespace lampyris::jobs
