#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/expression/sample_source.hpp"
#include "io/expression/value_reader.hpp"
#include "io/hdf5/file.hpp"

namespace lampyris::io {

/// Index and values of an HDF5 file, as a reader of a format found them.
class Hdf5Source final : public SampleSource {
 public:
  Hdf5Source(h5::File file, SourceIndex index, std::unique_ptr<ValueReader> values)
      : file_(std::move(file)), index_(std::move(index)), values_(std::move(values)) {}

  [[nodiscard]] const SourceIndex& index() const override { return index_; }
  /// Throws DataError also for a negative count.
  void read(Slice samples, MatrixView<float> values) const override;
  [[nodiscard]] std::size_t block() const override { return values_->block(); }

 private:
  h5::File file_;
  SourceIndex index_;
  std::unique_ptr<ValueReader> values_;
};

/// A format of HDF5 files that other programs write. To add one: a file in this folder with two such
/// functions, and a line in hdf5_formats.cpp.
struct Hdf5Format {
  const char* name;                          ///< for --format
  bool has_layers;                           ///< a file may hold several matrices
  bool (*recognises)(const h5::File& file);  ///< by content; throws nothing
  /// `layer` names the matrix where a file may have several; empty = the main one. Throws DataError that
  /// names the dataset.
  std::unique_ptr<SampleSource> (*open)(h5::File file, const std::string& layer);
};

/// Null when no format recognises the file.
[[nodiscard]] const Hdf5Format* recognise(const h5::File& file);
/// The one of this name, which is among hdf5_format_names().
[[nodiscard]] const Hdf5Format& hdf5_format(const std::string& name);
[[nodiscard]] std::vector<std::string> hdf5_format_names();

[[nodiscard]] bool is_archs4(const h5::File& file);
[[nodiscard]] std::unique_ptr<SampleSource> open_archs4(h5::File file, const std::string& layer);
[[nodiscard]] bool is_anndata(const h5::File& file);
[[nodiscard]] std::unique_ptr<SampleSource> open_anndata(h5::File file, const std::string& layer);
[[nodiscard]] bool is_loom(const h5::File& file);
[[nodiscard]] std::unique_ptr<SampleSource> open_loom(h5::File file, const std::string& layer);
[[nodiscard]] bool is_tenx(const h5::File& file);
[[nodiscard]] std::unique_ptr<SampleSource> open_tenx(h5::File file, const std::string& layer);
[[nodiscard]] bool is_gctx(const h5::File& file);
[[nodiscard]] std::unique_ptr<SampleSource> open_gctx(h5::File file, const std::string& layer);

}  // namespace lampyris::io
