// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "mpi/communicator.hpp"

namespace lampyris::test {

inline constexpr std::size_t example_samples = 600;
inline constexpr std::size_t example_module_rows = 2UL * 3 * 3 * 120;
/// Names that would be markup if a page took them as such.
inline constexpr std::string_view evil_sample = "<img src=x onerror=document.title='evil'>";
inline constexpr std::string_view evil_set = "</script><script>document.title='evil'</script>";

/// Collective. Every file of a run directory that the report reads, of generated values: 600 samples in 12
/// organs, three layers, two contrasts, 120 gene sets.
void write_example_run(const std::filesystem::path& directory, const mpi::Communicator& ranks);

}  // namespace lampyris::test
