// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/networks/network_file.hpp"
#include "io/text/line_reader.hpp"

// The parts of read_network_file; nothing here is for others.
namespace lampyris::io {

/// Collects the edges of a file as they come by.
class EdgeCollector {
 public:
  EdgeCollector(const LineReader& lines, double least_score) : lines_(lines), least_score_(least_score) {}

  /// Throws DataError for an empty id.
  void add(std::string_view first, std::string_view second, std::optional<double> score);
  /// Returns what read_network_file does, but for the format's name; throws as it.
  [[nodiscard]] NetworkFile finish(const IdMap* names) const;

  /// Throws DataError with the file and the line read last.
  [[noreturn]] void refuse(const std::string& reason) const;
  /// A number; refuses anything else.
  [[nodiscard]] double score_of(std::string_view cell) const;

 private:
  using Edge = std::pair<std::uint32_t, std::uint32_t>;

  std::uint32_t index_of(std::string_view id);
  void check_some() const;

  const LineReader& lines_;
  double least_score_;
  std::unordered_map<std::string, std::uint32_t> indices_;
  std::vector<std::string> ids_;
  std::vector<Edge> edges_;
  std::size_t rows_ = 0;
  double highest_ = 0;
};

/// A format of networks. To add one: a file in this folder with two such functions, and a line in
/// network_file.cpp.
struct NetworkFormat {
  const char* name;
  bool (*recognises)(std::string_view first_line);
  /// Reads on after the first line, which is no longer that of `lines`.
  void (*read)(LineReader& lines, const std::string& first_line, EdgeCollector& edges);
};

[[nodiscard]] bool is_pajek(std::string_view first_line);
void read_pajek(LineReader& lines, const std::string& first_line, EdgeCollector& edges);
[[nodiscard]] bool is_sif(std::string_view first_line);
void read_sif(LineReader& lines, const std::string& first_line, EdgeCollector& edges);
/// A table with the columns protein1 and protein2, as links of STRING.
[[nodiscard]] bool is_string_links(std::string_view first_line);
/// Whether it names columns of a table of edges.
[[nodiscard]] bool has_edge_header(std::string_view first_line);
[[nodiscard]] bool is_edge_table(std::string_view first_line);
void read_edge_table(LineReader& lines, const std::string& first_line, EdgeCollector& edges);

}  // namespace lampyris::io
