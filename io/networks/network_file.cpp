// SPDX-License-Identifier: Apache-2.0
#include "io/networks/network_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/networks/network_format.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

// Of those that could recognise one line, the first is right; the last takes any.
constexpr std::array formats{
    NetworkFormat{"Pajek", is_pajek, read_pajek},
    NetworkFormat{"STRING links", is_string_links, read_edge_table},
    NetworkFormat{"SIF", is_sif, read_sif},
    NetworkFormat{"edge list", is_edge_table, read_edge_table},
};

}  // namespace

std::string NetworkFile::describe() const {
  std::string text =
      fmt::format("{}, {} edges read, {} kept at the score, {} different", format, rows, kept, edges.size());
  if (without_gene > 0) text += fmt::format(", {} of {} ids without a gene", without_gene, ids);
  if (shared_genes > 0) text += fmt::format(", {} genes of several ids", shared_genes);
  return text;
}

NetworkFile read_network_file(const std::filesystem::path& path, double least_score, const IdMap* names) {
  LineReader lines(path);
  std::string_view line;
  if (!next_filled_line(lines, line)) throw DataError(fmt::format("{}: no edge", path.string()));
  const std::string first(line);
  const auto* format = find_format(formats, first);
  EdgeCollector edges(lines, least_score);
  format->read(lines, first, edges);
  auto file = edges.finish(names);
  file.format = format->name;
  return file;
}

}  // namespace lampyris::io
