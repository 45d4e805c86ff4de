// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/hypergeometric.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

using Real = long double;

// Terms below this share of the sum so far cannot change its double.
constexpr Real negligible = 1e-24L;

class Terms {
 public:
  explicit Terms(const HypergeometricTable& t)
      : successes_(t.successes),
        draws_(t.draws),
        failures_(t.background - t.successes),
        lowest_(t.draws > failures_ ? t.draws - failures_ : 0),
        highest_(std::min(t.successes, t.draws)) {}

  [[nodiscard]] std::uint64_t lowest() const { return lowest_; }
  [[nodiscard]] std::uint64_t highest() const { return highest_; }

  [[nodiscard]] std::uint64_t mode() const {
    const Real peak = (static_cast<Real>(draws_) + 1) * (static_cast<Real>(successes_) + 1) /
                      (static_cast<Real>(failures_) + static_cast<Real>(successes_) + 2);
    return std::clamp(static_cast<std::uint64_t>(peak), lowest_, highest_);
  }

  /// P(X = k + 1) / P(X = k)
  [[nodiscard]] Real up(std::uint64_t k) const {
    return static_cast<Real>(successes_ - k) * static_cast<Real>(draws_ - k) /
           (static_cast<Real>(k + 1) * static_cast<Real>(failures_ + k + 1 - draws_));
  }

 private:
  std::uint64_t successes_, draws_, failures_, lowest_, highest_;
};

}  // namespace

// Probabilities relative to the one at the mode follow from exact ratios, and their sum over all k is the
// normaliser: no factorial or logarithm is computed, so nothing cancels. Differences of log-gammas would lose
// four digits at 20,000 genes.
double hypergeometric_upper(const HypergeometricTable& table) {
  if (table.successes > table.background || table.draws > table.background) {
    throw UsageError(
        fmt::format("hypergeometric test: {} successes and {} draws must not exceed the background of {}",
                    table.successes, table.draws, table.background));
  }
  const Terms terms(table);
  if (table.overlap <= terms.lowest()) return 1;
  if (table.overlap > terms.highest()) return 0;

  const std::uint64_t mode = terms.mode();
  Real all = 1;
  Real upper = mode >= table.overlap ? 1 : 0;
  Real term = 1;
  for (std::uint64_t k = mode; k < terms.highest(); ++k) {
    term *= terms.up(k);
    all += term;
    if (k + 1 >= table.overlap) upper += term;
    if (k + 1 >= table.overlap && term < negligible * upper) break;
  }
  term = 1;
  for (std::uint64_t k = mode; k > terms.lowest(); --k) {
    term /= terms.up(k - 1);
    all += term;
    if (k - 1 >= table.overlap) upper += term;
    if (term < negligible * all) break;
  }
  return static_cast<double>(std::min<Real>(1, upper / all));
}

}  // namespace lampyris
