#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lampyris::io {

using NamedEdge = std::pair<std::string, std::string>;

/// Edges of a table separated by tabs, commas, semicolons or spaces, plain or gzip, in the order of the file;
/// self-loops and repeats are kept.
///
/// The first line is a header when it holds the names of the two gene columns, in any case: symbol1 and
/// symbol2, else gene1 and gene2, protein1 and protein2, source and target, node1 and node2; or the name of a
/// score column: combined_score, score or weight. Otherwise it is an edge already. Without named gene columns
/// they are the first two. Where there is a score column only edges with at least `least_score` are kept;
/// without one, all.
///
/// Throws DataError that names the file and the line: no such file, no edge, fewer cells than the columns
/// need, an empty gene name, a score that is no number, no edge with the score asked for.
[[nodiscard]] std::vector<NamedEdge> read_edges(const std::filesystem::path& path, double least_score);

}  // namespace lampyris::io
