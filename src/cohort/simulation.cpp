// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

// Effects on the score of a program; noise and batches on values in log2 units.
constexpr double class_size = 0.9;
constexpr double donor_sd = 0.8;
constexpr double sample_sd = 0.8;
constexpr double disease_shift = 2.0;
constexpr double steepness = 8.0;
constexpr double steepness_of_cause = 3.0;
constexpr double amplitude = 4.0;
constexpr double noise_sd = 0.3;
constexpr double batch_sd = 0.15;
constexpr double lowest_value = 0;
constexpr double highest_value = 16;

constexpr std::size_t batches = 4;
constexpr std::size_t samples_of_donor = 2;
constexpr std::size_t largest_program_size = 60;

// Several kinds of unit draw from one stream; the kind stands in the upper bits of the index.
enum class Kind : std::uint64_t {
  whole = 0,
  program = 1,
  gene = 2,
  batch = 3,
  donor = 4,
  sample = 5,
  cause = 6
};

std::uint64_t unit(Kind kind, std::size_t index) {
  return static_cast<std::uint64_t>(kind) << 56 | index;
}

void check(const SimulationSettings& s) {
  if (s.programs < 2) throw UsageError(fmt::format("--programs {}: must be at least 2", s.programs));
  if (s.classes < 2) throw UsageError(fmt::format("--classes {}: must be at least 2", s.classes));
  if (s.genes / 10 < s.programs) {
    throw UsageError(fmt::format("--genes {} is too few for {} programs: must be at least {}", s.genes,
                                 s.programs, 10 * s.programs));
  }
  if (s.causes == 1 || s.causes > s.programs) {
    throw UsageError(fmt::format("--causes {}: must be at least 2 and at most the {} programs, or 0 for none",
                                 s.causes, s.programs));
  }
  if (s.samples / 4 < s.classes) {
    throw UsageError(fmt::format("--samples {} is too few for {} classes: must be at least {}", s.samples,
                                 s.classes, 4 * s.classes));
  }
}

std::vector<std::size_t> first_numbers(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

std::vector<std::string> numbered(const char* letter, std::size_t count) {
  const std::size_t digits = std::max<std::size_t>(5, fmt::formatted_size("{}", count));
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t i = 1; i <= count; ++i) names.push_back(fmt::format("{}{:0{}}", letter, i, digits));
  return names;
}

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

double through(const SimulatedGate& gate, std::span<const double> cause) {
  const double a = cause[gate.first];
  const double b = cause[gate.second];
  switch (gate.gate) {
    case Gate::both:
      return a * b;
    case Gate::first_alone:
      return a * (1 - b);
    case Gate::either:
      break;
  }
  return 1 - (1 - a) * (1 - b);
}

}  // namespace

Simulation::Simulation(const SimulationSettings& settings) : settings_(settings) {
  check(settings_);
  draw_programs();
  if (settings_.causes > 0) draw_gates();
  draw_classes();
  if (settings_.causes > 0) draw_classes_of_gates();
  draw_genes();
}

// What has a score of its own: the causes, or without them the programs.
std::size_t Simulation::scores() const {
  return settings_.causes > 0 ? settings_.causes : settings_.programs;
}

std::size_t Simulation::program_size() const {
  return std::min(largest_program_size, settings_.genes * 6 / 10 / settings_.programs);
}

void Simulation::draw_programs() {
  Random whole(settings_.seed, Stream::simulated_programs, unit(Kind::whole, 0));
  auto genes = first_numbers(settings_.genes);
  whole.shuffle(std::span(genes));
  auto order = first_numbers(settings_.programs);
  whole.shuffle(std::span(order));
  const std::size_t shifted = std::max<std::size_t>(2, settings_.programs / 5);

  programs_.resize(settings_.programs);
  program_of_gene_.assign(settings_.genes, settings_.programs);
  loading_.assign(settings_.genes, 0);
  std::size_t used = 0;
  for (std::size_t p = 0; p < settings_.programs; ++p) {
    Random random(settings_.seed, Stream::simulated_programs, unit(Kind::program, p));
    const std::size_t smallest = program_size() - program_size() / 3;
    const std::size_t size = smallest + random.below(2 * (program_size() / 3) + 1);
    auto& program = programs_[p];
    const auto mine = std::span(genes).subspan(used, size);
    program.genes.assign(mine.begin(), mine.end());
    std::sort(program.genes.begin(), program.genes.end());
    used += size;
    for (const std::size_t gene : program.genes) {
      program.loadings.push_back(static_cast<float>(0.7 + 0.6 * random.uniform()));
      program_of_gene_[gene] = p;
      loading_[gene] = program.loadings.back();
    }
    program.shifted = order[p] < shifted;
  }
}

// Each cause is the first of as many programs as any other, or of one more.
void Simulation::draw_gates() {
  for (std::size_t p = 0; p < settings_.programs; ++p) {
    Random random(settings_.seed, Stream::simulated_programs, unit(Kind::cause, p));
    SimulatedGate& gate = programs_[p].gate;
    gate.gate = static_cast<Gate>(random.below(3));
    gate.first = p % settings_.causes;
    gate.second = (gate.first + 1 + random.below(settings_.causes - 1)) % settings_.causes;
    programs_[p].shifted = gate.first == 0 || gate.second == 0;
  }
}

void Simulation::draw_classes() {
  const Kind kind = settings_.causes > 0 ? Kind::cause : Kind::program;
  class_effect_.assign(settings_.classes * scores(), -class_size);
  for (std::size_t p = 0; p < scores(); ++p) {
    // Half of the classes, and for an odd number of them one more or one less: never none, never all.
    Random random(settings_.seed, Stream::simulated_samples, unit(kind, p));
    auto classes = first_numbers(settings_.classes);
    random.shuffle(std::span(classes));
    classes.resize((settings_.classes + random.below(2)) / 2);
    std::sort(classes.begin(), classes.end());
    for (const std::size_t c : classes) class_effect_[c * scores() + p] = class_size;
    if (settings_.causes == 0) programs_[p].classes = std::move(classes);
  }
}

// Those whose effects alone switch the gate on.
void Simulation::draw_classes_of_gates() {
  std::vector<double> cause(scores());
  for (std::size_t c = 0; c < settings_.classes; ++c) {
    for (std::size_t k = 0; k < scores(); ++k) {
      cause[k] = logistic(steepness_of_cause * class_effect_[c * scores() + k]);
    }
    for (auto& program : programs_) {
      if (through(program.gate, cause) > 0.5) program.classes.push_back(c);
    }
  }
}

void Simulation::draw_genes() {
  for (std::size_t g = 0; g < settings_.genes; ++g) {
    Random random(settings_.seed, Stream::simulated_programs, unit(Kind::gene, g));
    baseline_.push_back(std::clamp(6 + 1.5 * random.normal(), 2.0, 9.0));
  }
  for (std::size_t b = 0; b < batches; ++b) {
    Random random(settings_.seed, Stream::simulated_programs, unit(Kind::batch, b));
    for (std::size_t g = 0; g < settings_.genes; ++g) batch_effect_.push_back(batch_sd * random.normal());
  }
}

std::size_t Simulation::class_of(std::size_t sample) const {
  return sample / samples_of_donor % settings_.classes;
}

bool Simulation::is_case(std::size_t sample) const {
  // Cases and controls alternate from class to class and within each class.
  const std::size_t donor = sample / samples_of_donor;
  return (donor % settings_.classes + donor / settings_.classes) % 2 == 0;
}

std::size_t Simulation::batch_of(std::size_t sample) const {
  return Random(settings_.seed, Stream::simulated_samples, unit(Kind::batch, sample)).below(batches);
}

void Simulation::score(std::size_t sample, std::span<double> of_each) const {
  const std::size_t donor = sample / samples_of_donor;
  Random of_donor(settings_.seed, Stream::simulated_samples, unit(Kind::donor, donor));
  Random of_sample(settings_.seed, Stream::simulated_samples, unit(Kind::sample, sample));
  const double* of_class = class_effect_.data() + class_of(sample) * scores();
  // Half up in cases, half down in controls: what is shifted is on as often as anything else.
  const double shift = (is_case(sample) ? 0.5 : -0.5) * disease_shift;
  for (std::size_t p = 0; p < scores(); ++p) {
    const bool shifted = settings_.causes > 0 ? p == 0 : programs_[p].shifted;
    of_each[p] =
        of_class[p] + donor_sd * of_donor.normal() + sample_sd * of_sample.normal() + (shifted ? shift : 0);
  }
}

void Simulation::causes(std::size_t sample, std::span<double> of_cause) const {
  score(sample, of_cause);
  for (double& one : of_cause) one = logistic(steepness_of_cause * one);
}

void Simulation::activity(std::size_t sample, std::span<double> of_program) const {
  if (settings_.causes == 0) {
    score(sample, of_program);
    for (double& one : of_program) one = logistic(steepness * one);
    return;
  }
  std::vector<double> of_cause(settings_.causes);
  causes(sample, of_cause);
  for (std::size_t p = 0; p < settings_.programs; ++p) of_program[p] = through(programs_[p].gate, of_cause);
}

void Simulation::values(std::size_t sample, std::span<float> of_gene) const {
  std::vector<double> active(settings_.programs + 1);  // the last: genes of no program
  activity(sample, std::span(active).first(settings_.programs));
  Random noise(settings_.seed, Stream::simulated_noise, sample);
  const double* of_batch = batch_effect_.data() + batch_of(sample) * settings_.genes;
  for (std::size_t g = 0; g < settings_.genes; ++g) {
    const double value = baseline_[g] + amplitude * loading_[g] * active[program_of_gene_[g]] + of_batch[g] +
                         noise_sd * noise.normal();
    of_gene[g] = static_cast<float>(std::clamp(value, lowest_value, highest_value));
  }
}

std::vector<std::string> Simulation::gene_ids() const {
  return numbered("G", settings_.genes);
}

std::vector<std::string> Simulation::sample_ids() const {
  return numbered("S", settings_.samples);
}

std::string Simulation::class_name(std::size_t index) const {
  return fmt::format("tissue_{}", index + 1);
}

Annotation Simulation::annotation() const {
  Annotation annotation{{"class", "status", "donor", "batch"}, std::vector<std::vector<std::string>>(4)};
  auto& values = annotation.values;
  const auto donors = numbered("D", (settings_.samples + samples_of_donor - 1) / samples_of_donor);
  for (std::size_t s = 0; s < settings_.samples; ++s) {
    values[0].push_back(class_name(class_of(s)));
    values[1].push_back(is_case(s) ? "case" : "control");
    values[2].push_back(donors[s / samples_of_donor]);
    values[3].push_back(fmt::format("batch_{}", batch_of(s) + 1));
  }
  return annotation;
}

void simulate_blocks(
    const Simulation& simulation, Slice mine,
    const std::function<void(MatrixView<const float> block, std::size_t first_sample)>& take) {
  constexpr std::size_t values_of_block = std::size_t{4} << 20;
  const std::size_t genes = simulation.settings().genes;
  const std::size_t rows =
      std::clamp<std::size_t>(values_of_block / genes, 1, std::max<std::size_t>(1, mine.count));
  Matrix<float> block(rows, genes);
  for (std::size_t first = mine.offset; first < mine.end(); first += rows) {
    const auto some = block.view().middle_rows(0, std::min(rows, mine.end() - first));
    for (std::size_t i = 0; i < some.rows(); ++i) simulation.values(first + i, some.row(i));
    take(some, first);
  }
}

}  // namespace lampyris
