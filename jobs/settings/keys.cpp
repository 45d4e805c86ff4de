// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/keys.hpp"

#include <utility>

#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {
namespace {

/// A key of a section as a key of the whole job file.
template <class Part>
Key<Settings> lift(const std::string& section, Part Settings::*part, Key<Part> key) {
  Key<Settings> lifted{
      section + "." + key.name,
      key.type,
      key.range,
      key.help,
      [part, read = key.read](Settings& settings, const toml::node& value, const std::string& shown) {
        read(settings.*part, value, shown);
      },
      [part, write = key.write](const Settings& settings, toml::table& table, const std::string& name) {
        write(settings.*part, table, name);
      },
      key.input};
  if (key.paths) {
    lifted.paths = [part, paths = key.paths](const Settings& settings) { return paths(settings.*part); };
  }
  return lifted;
}

template <class Part>
Section section(const std::string& name, const std::string& help, Part Settings::*part,
                std::vector<Key<Part>> keys) {
  Section result{name, help, {}};
  for (auto& key : keys) result.keys.push_back(lift(name, part, std::move(key)));
  return result;
}

}  // namespace

const std::vector<Section>& sections() {
  using S = Settings;
  static const std::vector<Section> all{
      {"", "What all other keys start from", preset_keys()},
      section("run", "Where results go, and what decides the random numbers", &S::run, run_keys()),
      section("cohort", "From input files to the values that are trained on", &S::cohort, cohort_keys()),
      section("model", "The autoencoder", &S::model, model_keys()),
      section("train", "How it is trained", &S::train, train_keys()),
      section("compute", "How the ranks work; changes the last digits of results at most", &S::compute,
              compute_keys()),
      section("attribute", "Which genes light up each node", &S::attribute, attribute_keys()),
      section("interactome", "Whether these genes sit together in a protein network", &S::interactome,
              interactome_keys()),
      section("structure", "How samples cluster, layer by layer", &S::structure, structure_keys()),
      section("modules", "Which disease modules follow from cases and controls", &S::modules, modules_keys()),
      section("report", "The page to look at", &S::report, report_keys()),
  };
  return all;
}

const std::vector<Key<Settings>>& job_keys() {
  static const auto all = [] {
    std::vector<Key<Settings>> keys;
    for (const auto& part : sections()) keys.insert(keys.end(), part.keys.begin(), part.keys.end());
    return keys;
  }();
  return all;
}

}  // namespace lampyris::jobs
