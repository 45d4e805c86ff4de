#include "src/cohort/scaling.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "src/base/error.hpp"

namespace lampyris {

std::size_t Scaling::apply(MatrixView<float> values, std::size_t first_gene) const {
  std::size_t clamped = 0;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const std::size_t gene = first_gene + j;
      const float value = std::isnan(row[j]) ? mean[gene] : row[j];
      const float scaled = (value - offset[gene]) * factor[gene];
      row[j] = std::min(std::max(scaled, low), high);
      clamped += static_cast<std::size_t>(row[j] != scaled);
    }
  }
  return clamped;
}

Scaling make_scaling(const std::string& name, const GeneStatistics& training) {
  const std::size_t genes = training.mean.size();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float zscore_clip = 20.0F;
  Scaling scaling{name,
                  std::vector<float>(genes, 0.0F),
                  std::vector<float>(genes, 1.0F),
                  -infinity,
                  infinity,
                  std::vector<float>(training.mean.begin(), training.mean.end())};
  const auto use = [&](const std::vector<double>& offset, auto spread) {
    for (std::size_t g = 0; g < genes; ++g) {
      scaling.offset[g] = static_cast<float>(offset[g]);
      scaling.factor[g] = spread(g) > 0 ? static_cast<float>(1.0 / spread(g)) : 0.0F;
    }
  };
  if (name == "minmax") {
    use(training.minimum, [&](std::size_t g) { return training.maximum[g] - training.minimum[g]; });
    scaling.low = 0;
    scaling.high = 1;
  } else if (name == "zscore") {
    use(training.mean, [&](std::size_t g) { return training.sd[g]; });
    scaling.low = -zscore_clip;
    scaling.high = zscore_clip;
  } else if (name != "none") {
    throw UsageError(fmt::format("cohort.scale = \"{}\": must be minmax, zscore or none", name));
  }
  return scaling;
}

}  // namespace lampyris
