// SPDX-License-Identifier: Apache-2.0
#include "io/report/gene_histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"
#include "src/statistics/quantile.hpp"

namespace lampyris::io {
namespace {

constexpr double low = -0.2, width = 0.025;
constexpr std::size_t bins = 48;

std::size_t bin_of(double r2) {
  const double bin = std::floor((r2 - low) / width + 1e-9);
  return static_cast<std::size_t>(std::clamp(bin, 0.0, static_cast<double>(bins - 1)));
}

nlohmann::ordered_json series_json(const std::string& name, std::vector<double> values,
                                   std::size_t undefined) {
  std::array<std::size_t, bins> counts{};
  for (const double value : values) ++counts[bin_of(value)];
  nlohmann::ordered_json median;
  if (!values.empty()) median = quantile(values, 0.5);
  return {{"name", name}, {"counts", counts}, {"median", median}, {"undefined", undefined}};
}

}  // namespace

nlohmann::ordered_json gene_histogram_json(const std::filesystem::path& path) {
  TsvReader table(path);
  const std::array<std::string, 2> names = {"r2_training", "r2_heldout"};
  const std::array columns = {table.find(names[0]), table.find(names[1])};
  std::array<std::vector<double>, 2> values;
  std::size_t genes = 0;
  for (; table.next(); ++genes) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i]) continue;
      const double value = read_number_or_nan(table.cells()[*columns[i]]);
      if (std::isfinite(value)) values[i].push_back(value);
    }
  }
  nlohmann::ordered_json series = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i]) series.push_back(series_json(names[i], values[i], genes - values[i].size()));
  }
  return {{"low", low}, {"width", width}, {"bins", bins}, {"genes", genes}, {"series", std::move(series)}};
}

}  // namespace lampyris::io
