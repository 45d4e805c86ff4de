// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/version.hpp"

#include <fmt/format.h>

#include "io/hdf5/library_version.hpp"
#include "jobs/program/build.hpp"
#include "jobs/program/citation.hpp"
#include "jobs/program/commit.hpp"
#include "mpi/environment.hpp"
#include "src/base/processor.hpp"
#include "src/linalg/library_versions.hpp"

namespace lampyris::jobs {
namespace {

#if defined(__clang__)
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

}  // namespace

std::string version_text() {
  std::string text = fmt::format("lampyris {}\n", version);
  const auto add = [&](const char* what, const std::string& said) {
    text += fmt::format("{:<10} {}\n", what, said);
  };
  add("commit", commit);
  add("compiler", compiler);
  add("build", build_type);
  add("MPI", mpi::library_version());
  add("HDF5", io::h5::library_version());
  add("BLAS", blas_version());
  add("oneDNN", onednn_version());
  add("processor", fmt::format("{}: {}", processor_name(), processor_features()));
  text.pop_back();  // the command line ends the text
  return text;
}

std::string version_line() {
  return fmt::format("lampyris {} ({})", version, commit);
}

std::string citation_text() {
  return bibtex(citation_cff, version);
}

}  // namespace lampyris::jobs
