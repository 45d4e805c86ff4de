// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "src/base/slice.hpp"
#include "src/cohort/annotation.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The size of a simulated cohort, and its seed.
struct SimulationSettings {
  std::size_t samples = 1000;  ///< at least 4 a class, so that each has a case and a control donor
  std::size_t genes = 2000;    ///< at least 10 a program
  std::size_t programs = 20;   ///< at least 2
  std::size_t classes = 5;     ///< at least 2
  std::uint64_t seed = 1;      ///< of everything random
  std::size_t causes = 0;      ///< behind the programs, 2 to as many; 0: each program has its own
};

/// How a program follows from two causes a and b, both in (0, 1): a · b, a · (1 − b) or 1 − (1 − a)(1 − b).
enum class Gate { both, first_alone, either };

/// The causes of a program, where programs share causes.
struct SimulatedGate {
  Gate gate = Gate::both;  ///< of the two
  std::size_t first = 0;   ///< a cause
  std::size_t second = 0;  ///< another one
};

/// Genes that rise and fall together. Programs share no gene.
struct SimulatedProgram {
  std::vector<std::size_t> genes;    ///< ascending
  std::vector<float> loadings;       ///< one a gene, positive
  std::vector<std::size_t> classes;  ///< in which it is mostly on, ascending; at least one, not all
  bool shifted = false;              ///< more active in cases, or of a cause that is
  SimulatedGate gate{};              ///< read where there are causes
};

/// A cohort with known structure. All of it is a function of the settings: any rank computes any sample alone
/// and gets the same values. Model, in log2 units:
///
///   score(sample, program)    = class + donor + sample effects, + shift in cases of a shifted program
///   activity(sample, program) = logistic(steepness · score), mostly near 0 or 1
///   value(sample, gene)       = baseline + amplitude · loading · activity + batch effect + noise, in [0, 16]
///
/// Donor and sample effects are drawn for each program alone, so that programs are near independent of each
/// other and can be told apart. With causes it is these that have scores, the first of them shifted in cases,
/// and a program is a gate of two of them,
///
///   cause(sample, c)          = logistic(3 · score), which saturates
///   activity(sample, program) = gate(cause, cause)
///
/// so that as many numbers as there are causes explain a sample, but not linearly. A donor gives two samples
/// (the last may give one) of one class, and is a case or a control.
class Simulation {
 public:
  /// Throws UsageError for settings that leave too few genes or samples.
  explicit Simulation(const SimulationSettings& settings);

  /// The settings it was made from.
  [[nodiscard]] const SimulationSettings& settings() const { return settings_; }
  /// The programs, in the order of activity().
  [[nodiscard]] const std::vector<SimulatedProgram>& programs() const { return programs_; }
  /// The size all programs are near to (two thirds to four thirds of it): the size of the gene sets.
  [[nodiscard]] std::size_t program_size() const;

  /// The class of a sample, from 0 to classes − 1.
  [[nodiscard]] std::size_t class_of(std::size_t sample) const;
  /// The batch of a sample, from 0.
  [[nodiscard]] std::size_t batch_of(std::size_t sample) const;
  /// Whether the sample's donor is a case.
  [[nodiscard]] bool is_case(std::size_t sample) const;

  /// Each of the causes of a sample, in (0, 1).
  void causes(std::size_t sample, std::span<double> of_cause) const;
  /// How active each program is in a sample, in (0, 1).
  void activity(std::size_t sample, std::span<double> of_program) const;
  /// The expression of all genes in a sample.
  void values(std::size_t sample, std::span<float> of_gene) const;

  [[nodiscard]] std::vector<std::string> gene_ids() const;    ///< G00001, …
  [[nodiscard]] std::vector<std::string> sample_ids() const;  ///< S00001, …
  /// The name of a class in the annotation.
  [[nodiscard]] std::string class_name(std::size_t index) const;
  /// Columns class, status (case, control), donor and batch.
  [[nodiscard]] Annotation annotation() const;

 private:
  void draw_programs();
  void draw_gates();
  void draw_classes();
  void draw_classes_of_gates();
  [[nodiscard]] std::size_t scores() const;
  void score(std::size_t sample, std::span<double> of_each) const;
  void draw_genes();

  SimulationSettings settings_;
  std::vector<SimulatedProgram> programs_;
  std::vector<double> class_effect_;          ///< [class][program, or cause]
  std::vector<std::size_t> program_of_gene_;  ///< number of programs: none
  std::vector<double> loading_, baseline_;    ///< [gene]
  std::vector<double> batch_effect_;          ///< [batch][gene]
};

/// Gives `take` the values of the samples of `mine` in blocks of at most about 16 MiB: rows × genes and the
/// index of the first sample.
void simulate_blocks(
    const Simulation& simulation, Slice mine,
    const std::function<void(MatrixView<const float> block, std::size_t first_sample)>& take);

}  // namespace lampyris
