// SPDX-License-Identifier: Apache-2.0
// A public cohort against scikit-learn, whose values are from (x: samples × genes in double, read with csv):
//   s = (x - x.min(0)) / (x.max(0) - x.min(0))          # 0 where a gene is constant
//   p = sklearn.decomposition.PCA(64, svd_solver="full").fit(s)
//   p.explained_variance_[[0, 1, 2, 3, 7, 15, 31, 47, 63]]; s.var(0, ddof=1).sum()
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "io/import/import.hpp"
#include "io/run/pca_file.hpp"
#include "jobs/pca/pca_job.hpp"
#include "tests/jobs/pca/job_context.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

constexpr double total_variance = 201.28751660666768;
const std::vector<std::pair<std::size_t, double>> variances{
    {0, 28.970969264400082},  {1, 23.170098921863232},   {2, 18.694721268770472},
    {3, 13.5653437444615},    {7, 5.995189992226287},    {15, 1.5457870249395873},
    {31, 0.5016565820433535}, {47, 0.30765940360619687}, {63, 0.2284433625504933}};

TEST(RealPca, VariancesOfRnaseqdbAreThoseOfScikitLearn) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  NoProgress silent;
  static_cast<void>(
      io::import_cohort({.inputs = {data / "expression/rnaseqdb_demo_log2fpkm1_5500x744.tsv.gz"}},
                        directory / "cohort.h5", ranks, silent));
  test::JobContext job(ranks);
  for (const std::string method : {"auto", "randomised"}) {
    const auto out = directory / (method + ".h5");
    pca_job({.cohort = directory / "cohort.h5",
             .out = out,
             .components = 64,
             .method = find_value<PcaMethod>(method)},
            job.context);
    const auto stored = io::read_pca(out, ranks);
    ASSERT_EQ(stored.pca.components.rows(), 64U);
    EXPECT_NEAR(stored.pca.total_variance / total_variance, 1, 1e-6);
    for (const auto& [k, variance] : variances) {
      EXPECT_NEAR(stored.pca.explained_variance[k] / variance, 1, 1e-4) << method << " " << k;
    }
  }
}

}  // namespace
}  // namespace lampyris::jobs
