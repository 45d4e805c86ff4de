// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

namespace lampyris::io {

/// How many rows of a table go into the page, and which ones when it has more.
struct TableCut {
  std::size_t limit = 50000;
  std::string by = {};   ///< column of numbers; empty (or absent from the table) = the first rows are kept
  bool largest = false;  ///< keep the rows with the largest values of `by` instead of the smallest
};

/// A table as the page reads it: {"columns": […], "total": rows in the file, "kept": rows here, "cut_by":
/// text, "cells": one array a column, see column_json}. Cells are kept as given. Throws DataError
/// (TsvReader).
[[nodiscard]] nlohmann::ordered_json table_json(const std::filesystem::path& path, const TableCut& cut);

/// A column of text: an array, or {"levels": […], "codes": […]} (−1 = "") when few values repeat.
[[nodiscard]] nlohmann::ordered_json column_json(std::span<const std::string> values);

}  // namespace lampyris::io
