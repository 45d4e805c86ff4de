// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/code_search.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "src/manifold/descent.hpp"

namespace lampyris {
namespace {

// Samples that are searched for at once: enough rows for the products, few enough for the caches.
constexpr std::size_t samples_at_once = 192;

template <class T>
std::vector<Descent> begin_descents(MatrixView<T> codes, Slice samples, const CodeSearchOptions& options) {
  std::vector<Descent> descents;
  descents.reserve(samples.count);
  for (std::size_t i = samples.offset; i < samples.end(); ++i) {
    descents.emplace_back(std::vector<double>(codes.row(i).begin(), codes.row(i).end()), options.steps,
                          options.history, options.tolerance);
  }
  return descents;
}

template <class T>
class BatchSearch {
 public:
  BatchSearch(const CodeObjective<T>& objective, const CodeTargets<T>& targets, std::size_t most)
      : objective_(objective),
        targets_(targets),
        room_(objective.make_workspace(most)),
        trials_(most, objective.code()),
        gradients_(most, objective.code()),
        errors_(most) {}

  void run(MatrixView<T> codes, Slice samples, const CodeSearchOptions& options) {
    auto descents = begin_descents(codes, samples, options);
    for (;;) {
      active_.clear();
      for (std::size_t i = 0; i < samples.count; ++i) {
        if (!descents[i].done()) active_.push_back(samples.offset + i);
      }
      if (active_.empty()) break;
      evaluate(descents, samples.offset);
    }
    for (std::size_t i = 0; i < samples.count; ++i) {
      const auto& best = descents[i].best();
      std::transform(best.begin(), best.end(), codes.row(samples.offset + i).begin(),
                     [](double x) { return static_cast<T>(x); });
    }
  }

 private:
  void evaluate(std::vector<Descent>& descents, std::size_t offset) {
    const std::size_t count = active_.size();
    for (std::size_t a = 0; a < count; ++a) {
      const auto& trial = descents[active_[a] - offset].trial();
      for (std::size_t j = 0; j < trial.size(); ++j) trials_(a, j) = static_cast<T>(trial[j]);
    }
    objective_.evaluate(targets_, active_, trials_.view().middle_rows(0, count),
                        std::span(errors_).subspan(0, count), gradients_.view().middle_rows(0, count), room_);
#pragma omp parallel for schedule(static)
    for (std::size_t a = 0; a < count; ++a) {
      const auto row = gradients_.row(a);
      const std::vector<double> gradient(row.begin(), row.end());
      descents[active_[a] - offset].tell(errors_[a], gradient);
    }
  }

  const CodeObjective<T>& objective_;
  const CodeTargets<T>& targets_;
  CodeWorkspace<T> room_;
  Matrix<T> trials_, gradients_;
  std::vector<double> errors_;
  std::vector<std::size_t> active_;
};

}  // namespace

template <class T>
void search_codes(const CodeObjective<T>& objective, const CodeTargets<T>& targets, MatrixView<T> codes,
                  const CodeSearchOptions& options) {
  if (targets.scores.rows() != codes.rows() || targets.scores.columns() != objective.outputs() ||
      codes.columns() != objective.code()) {
    throw std::logic_error("search_codes: shapes do not fit");
  }
  if (codes.rows() == 0) return;
  const std::size_t most = std::min(samples_at_once, codes.rows());
  BatchSearch<T> search(objective, targets, most);
  for (std::size_t first = 0; first < codes.rows(); first += most) {
    search.run(codes, {first, std::min(most, codes.rows() - first)}, options);
  }
}

template void search_codes<float>(const CodeObjective<float>&, const CodeTargets<float>&, MatrixView<float>,
                                  const CodeSearchOptions&);
template void search_codes<double>(const CodeObjective<double>&, const CodeTargets<double>&,
                                   MatrixView<double>, const CodeSearchOptions&);

}  // namespace lampyris
