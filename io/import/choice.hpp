#pragma once

#include <filesystem>
#include <memory>

#include "io/expression/sample_source.hpp"
#include "io/import/import.hpp"
#include "mpi/communicator.hpp"

// Which reader an input gets; a part of import_cohort and of inspect_input.
namespace lampyris::io {

enum class InputKind { text, cohort, source };

struct ChosenInput {
  InputKind kind = InputKind::text;
  std::unique_ptr<SampleSource> source{};  ///< null but for a source
};

/// Collective. By content, or by the format of the request; with the request's layer and gene field. Throws
/// DataError: no such file, an HDF5 file of no known layout, what the format's reader throws. UsageError: a
/// format, layer or gene field for an input that has none.
[[nodiscard]] ChosenInput choose_reader(const ImportRequest& request, const std::filesystem::path& input,
                                        const mpi::Communicator& ranks);

}  // namespace lampyris::io
