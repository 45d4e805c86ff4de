#include "mpi/pca.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mpi/dist_matrix_exchange.hpp"
#include "mpi/scalapack.hpp"
#include "src/base/error.hpp"

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

std::vector<double> column_sums(MatrixView<const float> mine, const Communicator& ranks) {
  std::vector<double> sums(mine.columns());
  for (std::size_t i = 0; i < mine.rows(); ++i) {
    const auto row = mine.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) sums[g] += static_cast<double>(row[g]);
  }
  ranks.sum(sums);
  return sums;
}

double total_variance(const RowBlocks& rows, std::size_t samples, const Communicator& ranks) {
  double squares = 0;
  for (std::size_t i = 0; i < rows.mine.rows(); ++i) {
    const auto row = rows.mine.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) {
      const double centred = static_cast<double>(row[g]) - rows.centre[g];
      squares += centred * centred;
    }
  }
  ranks.sum(std::span(&squares, 1));
  return squares / static_cast<double>(samples - 1);
}

// The components as they come in, panel by panel and by rising variance, of any length.
struct ComponentRows {
  Matrix<float>& components;
  std::vector<double> squares;

  void take(const Matrix<double>& rising, std::size_t first_row, std::size_t first_gene) {
    for (std::size_t r = 0; r < rising.rows(); ++r) {
      const std::size_t k = components.rows() - 1 - (first_row + r);
      for (std::size_t g = 0; g < rising.columns(); ++g) {
        squares[k] += rising(r, g) * rising(r, g);
        components(k, first_gene + g) = static_cast<float>(rising(r, g));
      }
    }
  }
};

void normalise(ComponentRows& rows) {
  for (std::size_t k = 0; k < rows.components.rows(); ++k) {
    const auto row = rows.components.row(k);
    const auto largest =
        std::max_element(row.begin(), row.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    const double factor = (*largest < 0 ? -1.0 : 1.0) / std::sqrt(rows.squares[k]);
    for (float& value : row) value = static_cast<float>(value * factor);
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
    Matrix<float> components(count, genes_);
    ComponentRows rows{components, std::vector<double>(count)};
    const Slice last{side_ - count, count};
    if (by_samples_) {
      // X = U S Vᵀ: the components are the columns of V S = Xᵀ U, made unit.
      for_each_panel(genes_, panel_width(side_), [&](Slice genes) {
        const auto panel = deal({0, samples_}, genes);
        DistMatrix<double> product(grid_, genes.count, last.count);
        multiply_transposed(panel, system_.vectors, last, product);
        rows.take(gather_columns(product, {0, last.count}), 0, genes.offset);
      });
    } else {
      for_each_panel(last.count, BlockCyclicAxis::block, [&](Slice some) {
        rows.take(gather_columns(system_.vectors, {last.offset + some.offset, some.count}), some.offset, 0);
      });
    }
    normalise(rows);
    return components;
  }

 private:
  [[nodiscard]] DistMatrix<double> deal(Slice samples, Slice genes) const {
    DistMatrix<double> panel(grid_, samples.count, genes.count);
    deal_rows(rows_, samples, genes, panel);
    return panel;
  }

  [[nodiscard]] EigenSystem decompose() const {
    DistMatrix<double> scatter(grid_, side_, side_);
    const std::size_t width = panel_width(side_);
    if (by_samples_) {
      for_each_panel(genes_, width, [&](Slice genes) {
        add_self_product(deal({0, samples_}, genes), As::stored, scatter);
      });
    } else {
      for_each_panel(samples_, width, [&](Slice samples) {
        add_self_product(deal(samples, {0, genes_}), As::transposed, scatter);
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
  Pca pca;
  RowBlocks rows = make_row_blocks(mine, {}, ranks);
  const std::size_t samples = rows.of_rank.back().end();
  if (samples < 2) throw DataError("PCA: needs at least two training samples");
  pca.mean = column_sums(mine, ranks);
  for (double& mean : pca.mean) mean /= static_cast<double>(samples);
  rows.centre = pca.mean;
  pca.total_variance = total_variance(rows, samples, ranks);
  if (!(pca.total_variance > 0)) throw DataError("PCA: no gene varies over the training samples");

  const ScalapackGrid grid(ranks);
  const Fit fit(rows, samples, grid);
  std::vector<double> falling(fit.values().rbegin(), fit.values().rend());
  falling.resize(std::min(samples - 1, mine.columns()));
  // Values below this are rounding errors of zero: duplicate samples, or genes that follow from others.
  const double zero = falling.front() * static_cast<double>(std::max(samples, mine.columns())) *
                      std::numeric_limits<double>::epsilon();
  const auto rank = std::count_if(falling.begin(), falling.end(), [&](double value) { return value > zero; });
  pca.components = fit.components(std::min(components, static_cast<std::size_t>(rank)));
  for (const double value : falling) {
    pca.explained_variance.push_back(std::max(0.0, value) / static_cast<double>(samples - 1));
  }
  return pca;
}

}  // namespace lampyris::mpi
