// SPDX-License-Identifier: Apache-2.0
#include "io/expression/hdf5_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "src/base/error.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io {

std::string number_text(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

std::vector<std::string> text_field(const h5::File& file, const std::string& path, std::size_t size) {
  std::vector<std::string> texts;
  if (file.kind(path) == h5::Kind::numbers) {
    for (const double value : file.read<double>(path)) texts.push_back(number_text(value));
  } else {
    texts = file.read_strings(path);
  }
  if (texts.size() != size) {
    throw DataError(fmt::format("{}: dataset {} has {} values; must have {}, as the expression values do",
                                file.path().string(), path, texts.size(), size));
  }
  return texts;
}

Annotation annotation_of_group(const h5::File& file, const std::string& group, std::size_t size,
                               const std::vector<std::string>& left_out) {
  Annotation annotation;
  if (file.kind(group) != h5::Kind::group) return annotation;
  for (const auto& name : file.children(group)) {
    const std::string path = fmt::format("{}/{}", group, name);
    const auto kind = file.kind(path);
    const bool field = kind == h5::Kind::texts || kind == h5::Kind::numbers;
    if (!field || file.dims(path) != std::vector<std::size_t>{size}) continue;
    if (std::ranges::find(left_out, name) != left_out.end()) continue;
    auto texts = text_field(file, path, size);
    if (std::ranges::all_of(texts, [](const std::string& text) { return text.empty(); })) continue;
    annotation.columns.push_back(as_utf8(name));
    annotation.values.push_back(std::move(texts));
  }
  return annotation;
}

std::string first_field(const h5::File& file, const std::string& where, const std::string& group,
                        const std::vector<std::string>& names) {
  for (const auto& name : names) {
    std::string path = fmt::format("{}/{}", group, name);
    const auto kind = file.kind(path);
    if (kind == h5::Kind::texts || kind == h5::Kind::numbers) return path;
  }
  throw DataError(fmt::format("{}: {} has none of {} in {}", file.path().string(), where,
                              fmt::join(names, ", "), group.empty() ? "/" : group));
}

std::vector<std::size_t> sizes_of(const h5::File& file, const std::string& path, std::size_t axes) {
  auto sizes = file.dims(path);
  if (sizes.size() != axes) {
    throw DataError(fmt::format("{}: dataset {} has {} axes; must have {}", file.path().string(), path,
                                sizes.size(), axes));
  }
  return sizes;
}

std::size_t whole_chunks(const h5::File& file, const std::string& path, std::size_t axis,
                         std::size_t at_least) {
  const auto chunk = file.chunk(path);
  const std::size_t one = chunk.empty() ? 1 : chunk[axis];
  const std::size_t most = std::max<std::size_t>(1, file.dims(path)[axis]);
  return std::min(most, std::max<std::size_t>(1, (at_least + one / 2) / one) * one);
}

}  // namespace lampyris::io
