// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/cell_result.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "io/run/parameter_count.hpp"
#include "io/text/tsv_reader.hpp"
#include "jobs/run/manifest.hpp"
#include "src/base/number.hpp"

namespace lampyris::jobs {
namespace {

/// A row of reconstruction.tsv.
struct Measured {
  bool is_pca;
  std::size_t dimension;
  std::size_t part;  ///< of sample_parts
  double r2;
};

std::vector<Measured> read_reconstruction(const std::filesystem::path& path) {
  io::TsvReader table(path);
  const auto of = [&](const char* column) { return table.column(column); };
  const std::size_t representation = of("representation");
  const std::size_t dimension = of("dimension");
  const std::size_t samples = of("samples");
  const std::size_t r2 = of("r2_global");
  std::vector<Measured> rows;
  while (table.next()) {
    const auto part = std::ranges::find(sample_parts, table.cells()[samples]);
    if (part == sample_parts.end()) continue;
    rows.push_back({table.cells()[representation] == "pca", read_size(table.cells()[dimension]).value_or(0),
                    static_cast<std::size_t>(part - sample_parts.begin()),
                    lampyris::read_number(table.cells()[r2]).value_or(0)});
  }
  return rows;
}

void take_reconstruction(CellResult& result, const std::vector<Measured>& rows) {
  for (const auto& row : rows) {
    if (row.is_pca) continue;
    result.code = row.dimension;
    result.r2[row.part] = row.r2;
  }
  // A PCA of fewer training samples than the code has numbers has fewer components.
  for (const auto& row : rows) {
    if (row.is_pca && row.dimension <= result.code.value_or(0))
      result.components = std::max(result.components.value_or(0), row.dimension);
  }
  for (const auto& row : rows) {
    if (row.is_pca && row.dimension == result.components) result.r2_of_pca[row.part] = row.r2;
  }
}

std::optional<std::size_t> last_epoch(const std::filesystem::path& path) {
  io::TsvReader table(path);
  const std::size_t epoch = table.column("epoch");
  std::size_t last = 0;
  while (table.next()) last = read_size(table.cells()[epoch]).value_or(last);
  return last;
}

}  // namespace

std::optional<std::size_t> CellResult::last_part() const {
  for (std::size_t part = r2.size(); part-- > 0;) {
    if (r2[part]) return part;
  }
  return std::nullopt;
}

CellResult read_cell_result(const Settings& settings) {
  const auto alone = mpi::Communicator::self();
  const auto in_cell = [&](const char* file) { return settings.run.directory / file; };
  CellResult result;
  if (std::filesystem::exists(in_cell("model.h5")))
    result.parameters = io::count_parameters(in_cell("model.h5"), settings.model.tied, alone);
  if (std::filesystem::exists(in_cell("metrics.tsv"))) result.epochs = last_epoch(in_cell("metrics.tsv"));
  if (std::filesystem::exists(in_cell("reconstruction.tsv")))
    take_reconstruction(result, read_reconstruction(in_cell("reconstruction.tsv")));
  const Manifest manifest(settings, alone);
  const auto shared = settings.run.directory / "cohort.h5";
  for (const Stage& stage : stages()) {
    const bool before_training = stage.name == "import" || stage.name == "preprocess";
    if (before_training && std::filesystem::is_symlink(shared)) continue;
    result.seconds += manifest.seconds(stage);
  }
  return result;
}

}  // namespace lampyris::jobs
