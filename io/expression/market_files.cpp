// SPDX-License-Identifier: Apache-2.0
// Where the companions of a Matrix Market file lie.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "io/expression/matrix_market.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

bool remove_end(std::string& name, std::string_view end) {
  if (!name.ends_with(end)) return false;
  name.resize(name.size() - end.size());
  return true;
}

// Without .mtx or .mtx.gz; empty when the name ends otherwise.
std::string stem_of(const fs::path& path) {
  std::string name = path.filename().string();
  remove_end(name, ".gz");
  return remove_end(name, ".mtx") ? name : std::string();
}

fs::path matrix_in(const fs::path& directory) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const auto stem = stem_of(entry.path());
    if (stem == "matrix") return entry.path();
    if (!stem.empty()) found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  throw DataError(fmt::format("{}: a directory with {}; must be a file, or have one matrix.mtx(.gz)",
                              directory.string(),
                              found.empty() ? "no .mtx file" : fmt::format("{} .mtx files", found.size())));
}

// What the names of the companions may begin with.
std::vector<std::string> beginnings(const fs::path& matrix) {
  std::string stem = stem_of(matrix);
  if (remove_end(stem, "matrix")) return {stem};
  return {stem + "_", stem + ".", ""};
}

fs::path companion(const fs::path& matrix, const std::vector<std::string>& names) {
  for (const auto& beginning : beginnings(matrix)) {
    for (const auto& name : names) {
      for (const char* end : {".tsv", ".tsv.gz"}) {
        auto path = matrix.parent_path() / (beginning + name + end);
        if (fs::exists(path)) return path;
      }
    }
  }
  throw DataError(fmt::format("{}: beside it must lie {}{}.tsv, or the same with .gz", matrix.string(),
                              beginnings(matrix).front(),
                              fmt::join(names, ".tsv or " + beginnings(matrix).front())));
}

}  // namespace

bool is_matrix_market(const fs::path& input) {
  constexpr std::string_view start = "%%MatrixMarket";
  std::error_code ignored;
  if (fs::is_directory(input, ignored)) return true;
  gzFile file = gzopen(input.c_str(), "rb");
  if (file == nullptr) return false;
  std::array<char, start.size()> read{};
  const int count = gzread(file, read.data(), static_cast<unsigned>(read.size()));
  gzclose(file);
  return count == static_cast<int>(start.size()) && std::string_view(read.data(), read.size()) == start;
}

MarketFiles matrix_market_files(const fs::path& input) {
  const auto matrix = fs::is_directory(input) ? matrix_in(input) : input;
  return {matrix, companion(matrix, {"features", "genes"}), companion(matrix, {"barcodes"})};
}

MatrixFormat matrix_market_format() {
  return {"mtx", MatrixFiles{is_matrix_market, open_matrix_market, [](const fs::path& input) {
                               const auto files = matrix_market_files(input);
                               return std::vector{files.matrix, files.features, files.barcodes};
                             }}};
}

}  // namespace lampyris::io
