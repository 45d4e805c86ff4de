// SPDX-License-Identifier: Apache-2.0
#include "mpi/pca/exact_pca.hpp"

#include <algorithm>
#include <utility>

#include "mpi/pca/component_rows.hpp"
#include "mpi/pca/sample_moments.hpp"
#include "mpi/scalapack/dist_matrix_exchange.hpp"
#include "mpi/scalapack/routines.hpp"

namespace lampyris::mpi {
namespace {

// Copies in double exist for one panel of the cohort at a time, this many values over all ranks.
constexpr std::size_t panel_values = std::size_t{1} << 26;

std::size_t panel_width(std::size_t height) {
  constexpr std::size_t block = BlockCyclicAxis::block;
  return std::max(block, std::min<std::size_t>(4096, panel_values / height) / block * block);
}

template <class Use>
void for_each_panel(std::size_t total, std::size_t width, Use use) {
  for (std::size_t first = 0; first < total; first += width) {
    use(Slice{first, std::min(width, total - first)});
  }
}

class Fit {
 public:
  Fit(const RowBlocks& rows, std::size_t samples, const ScalapackGrid& grid)
      : rows_(rows),
        samples_(samples),
        genes_(rows.mine.columns()),
        grid_(grid),
        by_samples_(samples < genes_),
        side_(by_samples_ ? samples_ : genes_),
        system_(decompose()) {}

  // Rising, of the scatter matrix: (n − 1) times the variances.
  [[nodiscard]] const std::vector<double>& values() const { return system_.values; }

  [[nodiscard]] Matrix<float> components(std::size_t count) const {
    ComponentRows rows(count, genes_);
    const Slice last{side_ - count, count};
    if (by_samples_) {
      // X = U S Vᵀ: the components are the columns of V S = Xᵀ U, made unit.
      for_each_panel(genes_, panel_width(side_), [&](Slice genes) {
        const auto panel = distribute({0, samples_}, genes);
        DistMatrix<double> product(grid_, genes.count, last.count);
        multiply_transposed(panel, system_.vectors, last, product);
        rows.add(gather_columns(product, {0, last.count}), 0, genes.offset);
      });
    } else {
      for_each_panel(last.count, BlockCyclicAxis::block, [&](Slice some) {
        rows.add(gather_columns(system_.vectors, {last.offset + some.offset, some.count}), some.offset, 0);
      });
    }
    return std::move(rows).normalised();
  }

 private:
  [[nodiscard]] DistMatrix<double> distribute(Slice samples, Slice genes) const {
    DistMatrix<double> panel(grid_, samples.count, genes.count);
    distribute_rows(rows_, samples, genes, panel);
    return panel;
  }

  [[nodiscard]] EigenSystem decompose() const {
    DistMatrix<double> scatter(grid_, side_, side_);
    const std::size_t width = panel_width(side_);
    if (by_samples_) {
      for_each_panel(genes_, width, [&](Slice genes) {
        add_self_product(distribute({0, samples_}, genes), Transpose::no, scatter);
      });
    } else {
      for_each_panel(samples_, width, [&](Slice samples) {
        add_self_product(distribute(samples, {0, genes_}), Transpose::yes, scatter);
      });
    }
    return decompose_symmetric(scatter);
  }

  const RowBlocks& rows_;
  std::size_t samples_;
  std::size_t genes_;
  const ScalapackGrid& grid_;
  bool by_samples_;
  std::size_t side_;
  EigenSystem system_;
};

}  // namespace

Pca fit_pca(MatrixView<const float> mine, std::size_t components, const Communicator& ranks) {
  SampleMoments moments = sample_moments(mine, ranks);
  const std::size_t samples = moments.samples;
  Pca pca;
  pca.mean = std::move(moments.mean);
  pca.total_variance = moments.total_variance;
  const RowBlocks rows = make_row_blocks(mine, pca.mean, ranks);

  const ScalapackGrid grid(ranks);
  const Fit fit(rows, samples, grid);
  std::vector<double> falling(fit.values().rbegin(), fit.values().rend());
  falling.resize(std::min(samples - 1, mine.columns()));
  pca.components =
      fit.components(std::min(components, rank_of_scatter(falling, std::max(samples, mine.columns()))));
  for (const double value : falling) {
    pca.explained_variance.push_back(std::max(0.0, value) / static_cast<double>(samples - 1));
  }
  return pca;
}

}  // namespace lampyris::mpi
