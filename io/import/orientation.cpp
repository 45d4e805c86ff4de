// SPDX-License-Identifier: Apache-2.0
#include "io/import/orientation.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "io/text/cells.hpp"

namespace lampyris::io {
namespace {

bool names_samples(const std::string& corner) {
  constexpr std::array<std::string_view, 5> names = {"sample", "samples", "sample_id", "sampleid",
                                                     "sample_name"};
  return std::ranges::find(names, normal_name(corner)) != names.end();
}

}  // namespace

bool rows_are_samples(const ImportTask& task) {
  if (task.request.rows != Rows::automatic) return task.request.rows == Rows::samples;
  MatrixReader reader(task.input, task.text());
  if (!reader.layout().name.empty()) return false;
  const auto& columns = reader.columns();
  if (task.annotation) {
    const auto known = [&](const std::string& id) { return task.annotation->row_of.contains(id); };
    if (std::ranges::any_of(columns, known)) return false;
    while (reader.next()) {
      if (known(std::string(reader.id()))) return true;
    }
    return false;
  }
  if (names_samples(reader.corner())) return true;
  const auto mapped = [&](const std::string& id) { return task.ids->find(id) != nullptr; };
  return task.ids && reader.next() && !mapped(std::string(reader.id())) &&
         std::ranges::any_of(columns, mapped);
}

}  // namespace lampyris::io
