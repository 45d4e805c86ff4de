// SPDX-License-Identifier: Apache-2.0
#include "jobs/inspect/import_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace lampyris::jobs {
namespace {

// As a shell takes it for one word.
std::string shell_word(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:,=@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

std::string without_endings(std::filesystem::path path) {
  path = path.has_filename() ? path.filename() : path.parent_path().filename();
  if (path.extension() == ".gz") path = path.stem();
  return path.stem().string();
}

// A field may look like symbols and be classes or plates.
bool holds_symbols(const std::pair<std::string, GeneIds>& field) {
  std::string name = field.first;
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
  return field.second.type == GeneId::symbol && (has("symbol") || has("name") || has("description"));
}

// How the genes come to symbols, which gene sets and networks have.
std::string symbol_options(const io::Inspection& found) {
  if (found.ids.type == GeneId::symbol || found.genes == 0) return {};
  const auto field = std::ranges::find_if(found.gene_fields, holds_symbols);
  if (field != found.gene_fields.end()) return " --gene-field " + shell_word(field->first);
  return found.ids.type == GeneId::other ? "" : " --ids MAP_TO_SYMBOLS.tsv";
}

}  // namespace

std::string import_line(const std::filesystem::path& input, const io::Inspection& found,
                        const io::ImportRequest& request) {
  std::string line = "lampyris import " + shell_word(input.string());
  if (request.format != "auto") line += " --format " + request.format;
  if (!request.layer.empty()) line += " --layer " + shell_word(request.layer);
  line += symbol_options(found);
  const auto has = [&](const std::string& column) {
    return std::ranges::any_of(found.labels, [&](const auto& label) { return label.first == column; });
  };
  if (has("singlecellprobability")) line += " --select bulk";
  if (found.labels.empty()) line += " --annotation SAMPLES.tsv";
  std::string out = without_endings(input) + ".h5";
  if (std::filesystem::path(out) == input.filename()) out = without_endings(input) + ".cohort.h5";
  return line + " --out " + shell_word(out);
}

}  // namespace lampyris::jobs
