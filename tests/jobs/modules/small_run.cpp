// SPDX-License-Identifier: Apache-2.0
#include "tests/jobs/modules/small_run.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "io/cohort/cohort_file.hpp"
#include "io/run/attribution_file.hpp"
#include "io/run/model_file.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/random.hpp"

namespace lampyris::test {
namespace {

std::string gene(std::size_t g) {
  return fmt::format("g{}", g);
}

bool is_case(std::size_t sample) {
  return sample % 4 == 1;
}

float value(std::uint64_t cohort, std::size_t sample, std::size_t g) {
  Random random(cohort, Stream::simulated_noise, sample * SmallRun::genes + g);
  return static_cast<float>(5 + random.normal() + (is_case(sample) && g < 40 ? 1.5 : 0.0));
}

Matrix<float> values(std::uint64_t cohort) {
  Matrix<float> result(SmallRun::samples, SmallRun::genes);
  for (std::size_t i = 0; i < SmallRun::samples; ++i) {
    for (std::size_t g = 0; g < SmallRun::genes; ++g) result(i, g) = value(cohort, i, g);
  }
  return result;
}

}  // namespace

SmallRun::SmallRun(const mpi::Communicator& ranks, const std::filesystem::path& directory)
    : ranks_(ranks), in_(directory) {
  std::filesystem::create_directories(in_ / "run");
  ranks.barrier();
  settings.run.directory = in_ / "run";
  write_cohort();
  write_model();
  write_attribution();
  if (ranks.rank() == 0) write_texts();
  ranks.barrier();
  settings.modules.gene_sets = {in_ / "sets.gmt"};
  settings.modules.permutations = 60;
  settings.modules.max_permutations = 240;
  jobs::Settings::Contrast own;
  own.name = std::string("own");
  own.cases = std::string("status=case");
  own.controls = std::string("status=control");
  own.group = std::string("donor");
  own.disease = std::string("shifted");
  auto other = own;
  other.name = std::string("other");
  other.cohort = in_ / "other.tsv";
  other.annotation = in_ / "other_annotation.tsv";
  settings.modules.contrasts = {own, other};
}

void SmallRun::run(const std::function<void(const jobs::Context&)>& stage) {
  const jobs::Context context{ranks_,
                              settings,
                              [] { return false; },
                              [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
                              [this](const std::string& line) { said.push_back(line); },
                              [this](const std::string& line) { summary.push_back(line); }};
  stage(context);
  ranks_.barrier();
}

std::string SmallRun::file(const std::string& name) const {
  std::ifstream in(in_ / "run" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void SmallRun::write_cohort() const {
  io::CohortIndex index;
  index.annotation = {{"status", "donor"}, {{}, {}}};
  for (std::size_t i = 0; i < samples; ++i) {
    index.samples.push_back(fmt::format("s{}", i));
    index.annotation.values[0].emplace_back(is_case(i) ? "case" : "control");
    index.annotation.values[1].push_back(fmt::format("d{}", i / 2));
  }
  for (std::size_t g = 0; g < genes; ++g) index.genes.push_back(gene(g));
  io::CohortWriter writer(in_ / "run" / "cohort.h5", index, "test", ranks_);
  if (ranks_.rank() == 0) writer.write(values(1).view(), 0, 0);
  writer.finish();
}

void SmallRun::write_model() const {
  Model model;
  model.autoencoder = Autoencoder({.genes = genes, .widths = {24, 12}});
  initialise(model.autoencoder, 5);
  // Node 0 reads the genes that cases have more of.
  for (std::size_t g = 0; g < 40; ++g) model.autoencoder.parameters()[g * 24] += 0.15F;
  model.autoencoder.parameters()[model.autoencoder.architecture().bias_offset(0)] = -3;
  for (std::size_t g = 0; g < genes; ++g) model.genes.push_back(gene(g));
  model.training = {std::vector<double>(genes, 1.0), std::vector<double>(genes, 10.0),
                    std::vector<double>(genes, 5.0), std::vector<double>(genes, 1.2)};
  model.scaling = make_scaling(ScalingMethod::minmax, model.training);
  for (const std::size_t width : {24U, 12U}) {
    model.ranges.push_back(
        {std::vector<float>(width, 0.2F), std::vector<float>(width, 0.5F), std::vector<float>(width, 0.8F)});
  }
  model.parts.assign(samples, SamplePart::training);
  io::write_model(in_ / "run" / "model.h5", model, ranks_);
}

/// The first layer's own weights, so that a node lights up the genes that feed it; noise for the second.
void SmallRun::write_attribution() const {
  const Model model = io::read_model(in_ / "run" / "model.h5", ranks_);
  io::AttributionWriter writer(in_ / "run" / "attribution.h5",
                               {model.genes, {24, 12}, "light-up", "min", "max"}, ranks_);
  if (ranks_.rank() == 0) {
    Matrix<float> first(24, genes);
    for (std::size_t j = 0; j < 24; ++j) {
      for (std::size_t g = 0; g < genes; ++g) first(j, g) = model.autoencoder.weights(0)(g, j);
    }
    writer.write(1, 0, first.view());
    Matrix<float> second(12, genes);
    Random random(3, Stream::simulated_noise, 0);
    for (float& score : second.values()) score = static_cast<float>(random.normal());
    writer.write(2, 0, second.view());
  }
  writer.finish();
}

void SmallRun::write_texts() const {
  std::ofstream sets(in_ / "sets.gmt");
  const auto write_set = [&](const std::string& name, std::size_t first, std::size_t count) {
    sets << name << "\t";
    for (std::size_t g = first; g < first + count; ++g) sets << '\t' << gene(g);
    sets << '\n';
  };
  write_set("shifted", 0, 40);
  write_set("decoy", 100, 40);
  write_set("tiny", 0, 3);
  std::ofstream annotation(in_ / "other_annotation.tsv");
  annotation << "sample_id\tstatus\tdonor\n";
  std::ofstream table(in_ / "other.tsv");
  table << "gene";
  for (std::size_t i = 0; i < samples; ++i) {
    table << "\tt" << i;
    annotation << 't' << i << '\t' << (is_case(i) ? "case" : "control") << "\td" << i / 2 << '\n';
  }
  table << '\n';
  for (std::size_t g = 0; g < genes - 60; ++g) {  // a fifth of the genes is missing
    table << gene(g);
    for (std::size_t i = 0; i < samples; ++i) table << '\t' << 100 + 7 * value(2, i, g);
    table << '\n';
  }
}

}  // namespace lampyris::test
