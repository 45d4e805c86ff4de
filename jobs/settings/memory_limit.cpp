// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/memory_limit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::jobs {

double memory_limit(const std::string& setting, double automatic) {
  if (setting == "auto") return automatic;
  constexpr std::string_view units = "KMGT";
  const auto place = setting.empty() ? std::string_view::npos : units.find(setting.back());
  const bool known = place != std::string_view::npos;
  const double number =
      lampyris::read_number(std::string_view(setting).substr(0, setting.size() - (known ? 1 : 0)))
          .value_or(0);
  if (!(number > 0) || std::isinf(number)) {
    throw UsageError(fmt::format(
        "compute.memory_per_rank = \"{}\": must be \"auto\" or bytes as \"4G\" (K, M, G, T)", setting));
  }
  return known ? number * std::pow(1024.0, static_cast<double>(place + 1)) : number;
}

}  // namespace lampyris::jobs
