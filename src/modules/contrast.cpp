// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {
namespace {

constexpr std::size_t fewest = 3;  // of cases and of controls

void number_groups(const Labels& groups, Contrast& contrast) {
  std::map<std::size_t, std::size_t> numbers;
  for (const auto sample : contrast.samples) {
    contrast.group.push_back(numbers.emplace(groups.of_sample[sample], numbers.size()).first->second);
  }
  contrast.groups = numbers.size();
}

Labels groups_of(const ContrastQuery& query, const Annotation& annotation, std::size_t samples) {
  try {
    return make_groups(annotation, query.group, samples);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("contrast \"{}\", group: {}", query.name, error.what()));
  }
}

void check_name(const std::string& name) {
  const auto allowed = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-' || letter == '.';
  };
  if (!name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), allowed)) return;
  throw UsageError(
      fmt::format("modules.contrast: name = \"{}\": must be letters, digits, '_', '-' and '.'", name));
}

/// The conditions that make a sample a case or a control.
struct Sides {
  Condition cases, controls;
};

Sides parse_sides(const ContrastQuery& query) {
  const auto parse = [&](const char* key, const std::string& text) {
    if (text.empty())
      throw UsageError(fmt::format("contrast \"{0}\": needs {1} = \"column=value\"", query.name, key));
    return Condition::parse(text, fmt::format("contrast \"{}\", {}", query.name, key));
  };
  return {parse("cases", query.cases), parse("controls", query.controls)};
}

}  // namespace

void check_queries(std::span<const ContrastQuery> queries) {
  std::set<std::string> names;
  for (const auto& query : queries) {
    check_name(query.name);
    if (!names.insert(query.name).second) {
      throw UsageError(fmt::format("modules.contrast: two contrasts are named \"{}\"", query.name));
    }
    (void)parse_sides(query);
  }
}

std::uint64_t Contrast::stream_index(std::uint32_t unit) const {
  return index_of(name, unit);
}

Contrast select_contrast(const ContrastQuery& query, const Annotation& annotation,
                         const std::vector<std::string>& sample_ids) {
  const auto where = [&](const char* key) { return fmt::format("contrast \"{}\", {}", query.name, key); };
  check_queries({&query, 1});
  const Sides sides = parse_sides(query);
  const auto cases = sides.cases.holds(annotation, where("cases"));
  const auto controls = sides.controls.holds(annotation, where("controls"));
  Contrast contrast{query.name, {}, {}, {}, 0, 0};
  for (std::size_t i = 0; i < sample_ids.size(); ++i) {
    if (cases[i] && controls[i]) {
      throw UsageError(
          fmt::format("contrast \"{}\": sample {} is both case and control; make the conditions "
                      "exclude each other",
                      query.name, sample_ids[i]));
    }
    if (!cases[i] && !controls[i]) continue;
    contrast.samples.push_back(i);
    contrast.is_case.push_back(cases[i] ? 1 : 0);
    contrast.cases += cases[i] ? 1U : 0U;
  }
  if (contrast.cases < fewest || contrast.controls() < fewest) {
    throw UsageError(fmt::format("contrast \"{}\": {} cases and {} controls; at least {} of each are needed",
                                 query.name, contrast.cases, contrast.controls(), fewest));
  }
  number_groups(groups_of(query, annotation, sample_ids.size()), contrast);
  return contrast;
}

}  // namespace lampyris
