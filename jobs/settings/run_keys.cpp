// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/path_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings>> preset_keys() {
  return {choice("preset", &Settings::preset,
                 "The set of defaults: lampyris trains a principal manifold and, beside it, a residual "
                 "network, of which validation samples choose; dwivedi2020 trains the article's network")};
}

std::vector<Key<Settings::Run>> run_keys() {
  using R = Settings::Run;
  return {
      path("directory", &R::directory, InputKind::none, "Where results and checkpoints go"),
      whole_number("seed", &R::seed, {0, 9.0e15},
                   "Decides first weights, batches, null sets and permutations"),
      whole_number("split_seed", &R::split_seed, {0, 9.0e15},
                   "Decides which samples train, validate and test, and nothing else"),
      automatic_whole_number(
          "seeds", &R::seeds, {1, 1000},
          "Members of the ensemble: a network is trained with so many seeds, from run.seed on, a manifold on "
          "so many resamplings of the donors; 1: no ensemble; auto: 10 where a cohort has at most 25 million "
          "values (samples × genes), else 1"),
      whole_number("resample", &R::resample, {0, 1000000},
                   "The number of a resampling, as members of an ensemble have one: a fifth of the donors of "
                   "the training "
                   "and of the validation part, drawn by it, go to the test part; 0: none"),
      number(
          "max_hours", &R::max_hours, {0, largest},
          "Hours after which the job saves and ends with exit code 75, to go on later; 0: none but that of "
          "Slurm, which is known"),
  };
}

}  // namespace lampyris::jobs
