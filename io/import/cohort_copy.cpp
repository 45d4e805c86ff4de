// A cohort.h5 as input.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "io/import/task.hpp"
#include "src/base/error.hpp"
#include "src/base/slice.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_samples = 256;

void count_present(const ImportTask& task, MatrixView<const float> block, std::span<double> present) {
  for (std::size_t i = 0; i < block.rows(); ++i) {
    const auto row = block.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) {
      if (std::isinf(row[g])) {
        throw DataError(
            fmt::format("{} dataset /expression: an infinite value in column {}; must be finite or NaN",
                        task.input.string(), g + 1));
      }
      present[g] += std::isnan(row[g]) ? 0 : 1;
    }
  }
}

template <class Use>
void read_my_blocks(const ImportTask& task, const CohortFile& input, Use use) {
  const std::size_t samples = input.index().samples.size();
  agreed(task.ranks, [&] {
    const Slice mine = block_part_of(samples, block_samples, task.rank_count(), task.rank());
    for (std::size_t first = mine.offset; first < mine.end(); first += block_samples) {
      const Slice part{first, std::min(block_samples, mine.end() - first)};
      use(part, input.read(part, {0, input.index().genes.size()}));
    }
  });
  task.progress.end_pass();
}

void check_values(const ImportTask& task, const CohortFile& input) {
  const auto& genes = input.index().genes;
  std::vector<double> present(genes.size());
  read_my_blocks(task, input,
                 [&](Slice, const Matrix<float>& block) { count_present(task, block.view(), present); });
  task.ranks.sum(present);
  const auto empty = std::ranges::find(present, 0.0);
  if (empty == present.end()) return;
  throw DataError(fmt::format("{} dataset /expression: gene \"{}\" has no value in any sample; leave it out",
                              task.input.string(), genes[static_cast<std::size_t>(empty - present.begin())]));
}

}  // namespace

Imported import_cohort_copy(const ImportTask& task) {
  if (task.ids) {
    throw UsageError(
        fmt::format("ids = \"{}\" with {}, which is a cohort already; import its source with the id map",
                    task.request.ids.string(), task.input.string()));
  }
  const CohortFile input(task.input, task.ranks);
  if (input.index().samples.empty() || input.index().genes.empty()) {
    throw DataError(
        fmt::format("{} dataset /expression: no value; must have samples and genes", task.input.string()));
  }
  check_values(task, input);
  ImportSummary summary;
  CohortIndex index = input.index();
  complete_index(task.part ? nullptr : task.annotation, index, summary);
  summary.ids = summary.genes;
  CohortWriter writer(task.out, index, provenance_of(task.request), task.ranks);
  double missing = 0;
  read_my_blocks(task, input, [&](Slice part, Matrix<float> block) {
    missing += static_cast<double>(clip_values(block.values(), task.request.clip));
    writer.write(block.view(), part.offset, 0);
  });
  task.ranks.sum(std::span(&missing, 1));
  summary.missing_values = static_cast<std::size_t>(missing);
  writer.finish();
  return {summary};
}

}  // namespace lampyris::io
