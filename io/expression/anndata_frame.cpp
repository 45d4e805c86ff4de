// SPDX-License-Identifier: Apache-2.0
#include "io/expression/anndata_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "io/expression/hdf5_fields.hpp"
#include "src/base/error.hpp"
#include "src/base/utf8.hpp"

namespace lampyris::io {
namespace {

// A code out of range is a missing value, as −1 is.
std::vector<std::string> decode(const std::vector<double>& codes,
                                const std::vector<std::string>& categories) {
  std::vector<std::string> texts;
  for (const double code : codes) {
    const bool known = code >= 0 && code < static_cast<double>(categories.size());
    texts.push_back(known ? categories[static_cast<std::size_t>(code)] : std::string());
  }
  return texts;
}

std::vector<std::string> texts_of(const h5::File& file, const std::string& path) {
  return text_field(file, path, sizes_of(file, path, 1)[0]);
}

// Nullable columns: values, and a mask that is true where there is none.
std::vector<std::string> masked(const h5::File& file, const std::string& path) {
  auto texts = texts_of(file, path + "/values");
  const auto mask = file.read<double>(path + "/mask");
  if (mask.size() != texts.size()) {
    throw DataError(fmt::format("{}: {}/mask does not fit its values", file.path().string(), path));
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (mask[i] != 0) texts[i].clear();
  }
  return texts;
}

std::optional<std::vector<std::string>> column_of(const h5::File& file, const std::string& group,
                                                  const std::string& name) {
  const std::string path = group + "/" + name;
  const std::string old_categories = group + "/__categories/" + name;  // anndata 0.7
  const auto kind = file.kind(path);
  if (kind == h5::Kind::group && file.has(path + "/codes")) {
    return decode(file.read<double>(path + "/codes"), texts_of(file, path + "/categories"));
  }
  if (kind == h5::Kind::group && file.has(path + "/mask")) return masked(file, path);
  if (kind == h5::Kind::numbers && file.has(old_categories)) {
    return decode(file.read<double>(path), texts_of(file, old_categories));
  }
  if (kind == h5::Kind::numbers || kind == h5::Kind::texts) return texts_of(file, path);
  return std::nullopt;
}

AnndataFrame read_group(const h5::File& file, const std::string& group) {
  const std::string index =
      file.has_attribute(group, "_index") ? file.text_attribute(group, "_index") : "_index";
  if (!file.has(group + "/" + index)) {
    throw DataError(fmt::format("{}: {} has no index \"{}\"", file.path().string(), group, index));
  }
  AnndataFrame frame{texts_of(file, group + "/" + index), {}};
  auto names = file.has_attribute(group, "column-order") ? file.list_attribute(group, "column-order")
                                                         : std::vector<std::string>();
  for (const auto& name : names) {
    auto texts = column_of(file, group, name);
    if (!texts || texts->size() != frame.ids.size()) continue;
    frame.columns.columns.push_back(name);
    frame.columns.values.push_back(std::move(*texts));
  }
  return frame;
}

AnndataFrame read_compound(const h5::File& file, const std::string& path) {
  const auto members = file.members(path);
  const auto index = std::ranges::find_if(
      members, [](const std::string& name) { return name == "index" || name == "_index"; });
  if (index == members.end()) {
    throw DataError(fmt::format("{}: {} has no member \"index\"", file.path().string(), path));
  }
  AnndataFrame frame{file.member_texts(path, *index), {}};
  for (const auto& name : members) {
    if (name == *index) continue;
    const auto kind = file.member_kind(path, name);
    const std::string categories = "/uns/" + name + "_categories";
    std::vector<std::string> texts;
    if (kind == h5::Kind::texts) {
      texts = file.member_texts(path, name);
    } else if (kind == h5::Kind::numbers && file.kind(categories) == h5::Kind::texts) {
      texts = decode(file.member_numbers(path, name), file.read_strings(categories));
    } else if (kind == h5::Kind::numbers) {
      for (const double value : file.member_numbers(path, name)) texts.push_back(number_text(value));
    } else {
      continue;
    }
    frame.columns.columns.push_back(as_utf8(name));
    frame.columns.values.push_back(std::move(texts));
  }
  return frame;
}

}  // namespace

AnndataFrame read_anndata_frame(const h5::File& file, const std::string& group) {
  const auto kind = file.kind(group);
  if (kind == h5::Kind::compound) return read_compound(file, group);
  if (kind == h5::Kind::group) return read_group(file, group);
  throw DataError(fmt::format("{}: {} is missing; an .h5ad has obs and var", file.path().string(), group));
}

}  // namespace lampyris::io
