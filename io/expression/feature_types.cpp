// SPDX-License-Identifier: Apache-2.0
#include "io/expression/feature_types.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <utility>

namespace lampyris::io {
namespace {

constexpr const char* gene_expression = "Gene Expression";
constexpr std::size_t named_types = 4;

/// Some of the genes of another source.
class GeneSubset final : public SampleSource {
 public:
  GeneSubset(std::unique_ptr<SampleSource> whole, FeatureChoice choice)
      : whole_(std::move(whole)), genes_(std::move(choice.kept)), index_(whole_->index()) {
    index_.layout += choice.remark;
    index_.genes = some_of(index_.genes, genes_);
    for (auto& field : index_.gene_fields.values) field = some_of(field, genes_);
  }

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  [[nodiscard]] std::size_t block() const override { return whole_->block(); }
  void read(Slice samples, MatrixView<float> values) const override {
    if (all_.rows() < samples.count) all_ = Matrix<float>(samples.count, whole_->index().genes.size());
    const auto all = all_.view().middle_rows(0, samples.count);
    whole_->read(samples, all);
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t g = 0; g < genes_.size(); ++g) values(i, g) = all(i, genes_[g]);
    }
  }

 private:
  std::unique_ptr<SampleSource> whole_;
  std::vector<std::size_t> genes_;
  SourceIndex index_;
  mutable Matrix<float> all_{};
};

}  // namespace

FeatureChoice choose_expression(const std::vector<std::string>& types) {
  std::map<std::string, std::size_t> counts;
  for (const auto& type : types) ++counts[type];
  const bool some = counts.size() > 1 && counts.contains(gene_expression);
  FeatureChoice choice;
  for (std::size_t f = 0; f < types.size(); ++f) {
    if (!some || types[f] == gene_expression) choice.kept.push_back(f);
  }
  counts.erase(gene_expression);
  if (counts.empty()) return choice;
  std::vector<std::string> others;
  for (const auto& [type, count] : counts) {
    if (others.size() < named_types) others.push_back(fmt::format("{} of type \"{}\"", count, type));
  }
  if (counts.size() > named_types) others.emplace_back("and others");
  choice.remark =
      some ? fmt::format(", {} features of type \"{}\" taken and not {}", choice.kept.size(), gene_expression,
                         fmt::join(others, ", "))
           : fmt::format(", no feature of type \"{}\" but {}", gene_expression, fmt::join(others, ", "));
  return choice;
}

std::unique_ptr<SampleSource> with_genes(std::unique_ptr<SampleSource> source, FeatureChoice choice) {
  if (choice.remark.empty()) return source;
  return std::make_unique<GeneSubset>(std::move(source), std::move(choice));
}

}  // namespace lampyris::io
