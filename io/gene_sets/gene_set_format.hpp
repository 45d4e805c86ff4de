// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "io/gene_sets/gene_set_file.hpp"

// The parts of read_gene_sets; nothing here is for others.
namespace lampyris::io {

/// A format of gene sets. To add one: a file in this folder with two such functions, and a line in
/// gene_set_file.cpp.
struct GeneSetFormat {
  const char* name;
  bool (*recognises)(std::string_view first_line);
  /// Sets and scores with the ids of the file; the rules that all formats share are not applied yet. Throws
  /// DataError that names file and line.
  GeneSetFile (*read)(const std::filesystem::path& path, const GeneSetRules& rules);
};

/// Whether there is a tab in it.
[[nodiscard]] bool is_gmt(std::string_view first_line);
[[nodiscard]] GeneSetFile read_gmt(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_scdrs(std::string_view first_line);
[[nodiscard]] GeneSetFile read_scdrs(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_magma(std::string_view first_line);
[[nodiscard]] GeneSetFile read_magma(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_pascal(std::string_view first_line);
[[nodiscard]] GeneSetFile read_pascal(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_pascalx(std::string_view first_line);
[[nodiscard]] GeneSetFile read_pascalx(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_gwas_catalog(std::string_view first_line);
[[nodiscard]] GeneSetFile read_gwas_catalog(const std::filesystem::path& path, const GeneSetRules& rules);
[[nodiscard]] bool is_disgenet(std::string_view first_line);
[[nodiscard]] GeneSetFile read_disgenet(const std::filesystem::path& path, const GeneSetRules& rules);

}  // namespace lampyris::io
