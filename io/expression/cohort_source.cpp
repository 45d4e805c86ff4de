// SPDX-License-Identifier: Apache-2.0
// A cohort.h5 as input: its ids are genes already.
#include <utility>

#include "io/cohort/cohort_file.hpp"
#include "io/expression/matrix_format.hpp"

namespace lampyris::io {
namespace {

// A chunk of the file.
constexpr std::size_t samples_at_once = 256;

class CohortSource final : public SampleSource {
 public:
  explicit CohortSource(h5::File file) : file_(std::move(file)) {
    const auto& index = file_.index();
    index_ = {"Lampyris cohort", false, index.samples, index.genes, index.annotation, {}, true};
  }

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  [[nodiscard]] std::size_t block() const override { return samples_at_once; }
  void read(Slice samples, MatrixView<float> values) const override {
    file_.read(samples, {0, index_.genes.size()}, values);
  }

 private:
  CohortFile file_;
  SourceIndex index_;
};

}  // namespace

MatrixFormat cohort_format() {
  return {"cohort",
          Hdf5Matrix{.recognises = is_cohort,
                     .open = [](h5::File file, const std::string&) -> std::unique_ptr<SampleSource> {
                       return std::make_unique<CohortSource>(std::move(file));
                     },
                     .names_itself = true}};
}

}  // namespace lampyris::io
