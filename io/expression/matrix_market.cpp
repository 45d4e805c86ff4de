// SPDX-License-Identifier: Apache-2.0
#include "io/expression/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

#include "io/expression/feature_types.hpp"
#include "io/expression/market_reader.hpp"
#include "io/text/cells.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_samples = 64;

/// An entry as sample and gene.
struct Value {
  std::size_t sample = 0, gene = 0;
  float value = 0;
};

/// Which way round the matrix is.
struct Sides {
  std::size_t samples = 0, genes = 0;
  bool rows_are_samples = false;

  [[nodiscard]] Value turn(const MarketEntry& entry) const {
    return rows_are_samples ? Value{entry.row, entry.column, entry.value}
                            : Value{entry.column, entry.row, entry.value};
  }
};

/// The findings of reading every entry once.
struct Scan {
  std::vector<std::size_t> begin;  // of each sample's entries, and the end, mirrored ones included
  bool in_order = true;            // of the samples
  bool counts = true;              // whole and not negative
};

/// Calls use(value) for every entry, and for the mirror image of those of a symmetric matrix.
template <class Use>
void for_each_value(MarketReader& reader, const Sides& sides, Use use) {
  MarketEntry entry;
  while (reader.next(entry)) {
    use(sides.turn(entry));
    if (reader.header().symmetric && entry.row != entry.column)
      use(sides.turn({entry.column, entry.row, entry.value}));
  }
}

Scan scan_entries(const std::filesystem::path& path, const Sides& sides) {
  MarketReader reader(path);
  Scan scan{std::vector<std::size_t>(sides.samples + 1), !reader.header().symmetric};
  std::vector<std::optional<std::size_t>> sample_of(sides.genes);  // the last with this gene
  std::size_t last = 0;
  for_each_value(reader, sides, [&](const Value& at) {
    if (std::exchange(sample_of[at.gene], at.sample) == at.sample) {
      throw DataError(fmt::format("{}: this row and column had an entry already", reader.where()));
    }
    ++scan.begin[at.sample + 1];
    scan.in_order = scan.in_order && at.sample >= last;
    scan.counts = scan.counts && at.value >= 0 && at.value == std::floor(at.value);
    last = at.sample;
  });
  std::partial_sum(scan.begin.begin(), scan.begin.end(), scan.begin.begin());
  return scan;
}

/// All entries, sample by sample.
class HeldEntries {
 public:
  HeldEntries(const std::filesystem::path& path, const Sides& sides, std::vector<std::size_t> begin)
      : begin_(std::move(begin)), genes_(begin_.back()), values_(begin_.back()) {
    auto place = begin_;
    MarketReader reader(path);
    for_each_value(reader, sides, [&](const Value& at) {
      const std::size_t e = place[at.sample]++;
      if (e >= begin_[at.sample + 1]) {
        throw DataError(fmt::format("{} changed while it was read; import it again", path.string()));
      }
      genes_[e] = static_cast<std::uint32_t>(at.gene);
      values_[e] = at.value;
    });
    check_repeats(path, sides);
  }

  void read(Slice samples, MatrixView<float> values) const {
    for (std::size_t sample = samples.offset; sample < samples.end(); ++sample) {
      for (std::size_t e = begin_[sample]; e < begin_[sample + 1]; ++e)
        values(sample - samples.offset, genes_[e]) = values_[e];
    }
  }

 private:
  void check_repeats(const std::filesystem::path& path, const Sides& sides) const {
    std::vector<std::optional<std::size_t>> sample_of(sides.genes);
    for (std::size_t sample = 0; sample < sides.samples; ++sample) {
      for (std::size_t e = begin_[sample]; e < begin_[sample + 1]; ++e) {
        if (std::exchange(sample_of[genes_[e]], sample) != sample) continue;
        const std::size_t gene = genes_[e];
        throw DataError(fmt::format("{}: two entries for row {} and column {}; must be one", path.string(),
                                    (sides.rows_are_samples ? sample : gene) + 1,
                                    (sides.rows_are_samples ? gene : sample) + 1));
      }
    }
  }

  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> genes_;
  std::vector<float> values_;
};

/// Reads on through a file whose entries are in the order of the samples.
class StreamedEntries {
 public:
  StreamedEntries(const std::filesystem::path& path, const Sides& sides) : reader_(path), sides_(sides) {
    step();
  }

  /// Every sample before this one has been passed.
  [[nodiscard]] std::size_t reached() const { return reached_; }

  void read(Slice samples, MatrixView<float> values) {
    for (; waits_ && next_.sample < samples.end(); step()) {
      if (samples.contains(next_.sample)) values(next_.sample - samples.offset, next_.gene) = next_.value;
    }
    reached_ = samples.end();
  }

 private:
  void step() {
    MarketEntry entry;
    waits_ = reader_.next(entry);
    if (waits_) next_ = sides_.turn(entry);
  }

  MarketReader reader_;
  Sides sides_;
  Value next_;
  bool waits_ = false;
  std::size_t reached_ = 0;
};

class MatrixMarketSource final : public SampleSource {
 public:
  MatrixMarketSource(std::filesystem::path path, const Sides& sides, SourceIndex index)
      : path_(std::move(path)), sides_(sides), index_(std::move(index)) {
    auto scan = scan_entries(path_, sides_);
    index_.counts = scan.counts;
    index_.layout = fmt::format("Matrix Market, {}{}",
                                sides_.rows_are_samples ? "barcodes × features" : "features × barcodes",
                                scan.in_order ? "" : ", not in the order of barcodes and so held in memory");
    if (!scan.in_order) held_.emplace(path_, sides_, std::move(scan.begin));
  }

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  [[nodiscard]] std::size_t block() const override { return block_samples; }
  void read(Slice samples, MatrixView<float> values) const override {
    fill_zero(values);
    if (held_) {
      held_->read(samples, values);
    } else {
      if (!streamed_ || streamed_->reached() > samples.offset) streamed_.emplace(path_, sides_);
      streamed_->read(samples, values);
    }
  }

 private:
  std::filesystem::path path_;
  Sides sides_;
  SourceIndex index_;
  std::optional<HeldEntries> held_;
  mutable std::optional<StreamedEntries> streamed_;
};

/// The companion files, a line a feature or barcode.
struct Labels {
  std::vector<std::string> ids, genes, types, barcodes;
};

template <class Take>
void for_each_row(const std::filesystem::path& path, Take take) {
  LineReader lines(path);
  std::vector<std::string_view> cells;
  for (std::string_view line; next_filled_line(lines, line);) {
    split_cells(line, '\t', cells);
    take(cells);
  }
}

Labels read_labels(const MarketFiles& files) {
  Labels labels;
  for_each_row(files.features, [&](const std::vector<std::string_view>& cells) {
    labels.ids.emplace_back(cells[0]);
    labels.genes.emplace_back(cells[cells.size() > 1 ? 1 : 0]);
    if (cells.size() > 2) labels.types.emplace_back(cells[2]);
  });
  for_each_row(files.barcodes,
               [&](const std::vector<std::string_view>& cells) { labels.barcodes.emplace_back(cells[0]); });
  return labels;
}

Sides find_sides(const MarketFiles& files, const Labels& labels) {
  const std::size_t samples = labels.barcodes.size();
  const std::size_t genes = labels.genes.size();
  const MarketHeader header = MarketReader(files.matrix).header();
  const bool by_genes = header.rows == genes && header.columns == samples;
  const bool by_samples = header.rows == samples && header.columns == genes;
  if (!by_genes && !by_samples) {
    throw DataError(fmt::format("{}: {} × {}; must be {} × {} or the transpose, as {} has {} lines and {} {}",
                                files.matrix.string(), header.rows, header.columns, genes, samples,
                                files.features.filename().string(), genes, files.barcodes.filename().string(),
                                samples));
  }
  return {samples, genes, !by_genes};
}

}  // namespace

std::unique_ptr<SampleSource> open_matrix_market(const std::filesystem::path& input) {
  const auto files = matrix_market_files(input);
  auto labels = read_labels(files);
  const Sides sides = find_sides(files, labels);
  SourceIndex index;
  index.samples = std::move(labels.barcodes);
  index.genes = std::move(labels.genes);
  index.gene_fields = {{"id"}, {std::move(labels.ids)}};
  std::unique_ptr<SampleSource> source =
      std::make_unique<MatrixMarketSource>(files.matrix, sides, std::move(index));
  // Features of the second version, and of other programs, have no type.
  if (labels.types.size() != sides.genes) return source;
  return with_genes(std::move(source), choose_expression(labels.types));
}

}  // namespace lampyris::io
