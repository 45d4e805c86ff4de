// SPDX-License-Identifier: Apache-2.0
#include "io/anndata/anndata_frames.hpp"

#include <algorithm>
#include <cstdint>

#include "src/cohort/labels.hpp"

namespace lampyris::io {
namespace {

void write_text(h5::File& file, const std::string& path, const std::vector<std::string>& values) {
  file.write_strings(path, values);
  encode(file, path, "string-array", "0.2.0");
}

void write_column(h5::File& file, const std::string& path, const std::vector<std::string>& values) {
  const Labels labels = make_labels(values);
  if (labels.classes.size() == values.size()) {
    write_text(file, path, values);
    return;
  }
  std::vector<std::int32_t> codes;
  for (const std::size_t c : labels.of_sample) {
    codes.push_back(c == Labels::missing ? -1 : static_cast<std::int32_t>(c));
  }
  file.make_group(path);
  encode(file, path, "categorical", "0.2.0");
  file.set_flag_attribute(path, "ordered", false);
  write_text(file, path + "/categories", labels.classes);
  file.write<std::int32_t>(path + "/codes", codes);
  encode(file, path + "/codes", "array", "0.2.0");
}

// Names that HDF5 and AnnData can take: '/' would make a group, and "_index" is the row names'.
std::vector<std::string> safe_names(std::vector<std::string> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& name = names[i];
    std::replace(name.begin(), name.end(), '/', '|');
    if (name.empty() || name == "." || name == "_index") name += "_column";
    const auto mine = names.begin() + static_cast<std::ptrdiff_t>(i);
    while (std::find(names.begin(), mine, name) != mine) name += '_';
  }
  return names;
}

void write_frame(h5::File& file, const std::string& group, const std::vector<std::string>& index,
                 const Annotation& annotation) {
  const auto names = safe_names(annotation.columns);
  file.make_group(group);
  encode(file, group, "dataframe", "0.2.0");
  file.set_attribute(group, "_index", std::string("_index"));
  file.set_attribute(group, "column-order", names);
  write_text(file, group + "/_index", index);
  for (std::size_t c = 0; c < names.size(); ++c) {
    write_column(file, group + "/" + names[c], annotation.values[c]);
  }
}

}  // namespace

void encode(h5::File& file, const std::string& path, const std::string& type, const std::string& version) {
  file.set_attribute(path, "encoding-type", type);
  file.set_attribute(path, "encoding-version", version);
}

void write_anndata_frames(h5::File& file, const CohortIndex& cohort) {
  encode(file, "/", "anndata", "0.1.0");
  file.set_attribute("/", "written-by", std::string("lampyris"));  // by which it is known as no foreign file
  write_frame(file, "/obs", cohort.samples, cohort.annotation);
  write_frame(file, "/var", cohort.genes, {});
  for (const auto* group : {"/obsm", "/varm", "/obsp", "/varp", "/layers", "/uns"}) {
    file.make_group(group);
    encode(file, group, "dict", "0.1.0");
  }
}

}  // namespace lampyris::io
