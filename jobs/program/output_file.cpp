// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/output_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "io/files/atomic_file.hpp"
#include "io/hdf5/made_here.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

namespace fs = std::filesystem;

namespace {

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

void require_free_output(const fs::path& out, const std::vector<fs::path>& inputs,
                         const mpi::Communicator& ranks, const std::string& header) {
  require_free_output(out, inputs, ranks, [&header](const fs::path& path) {
    return header.empty() ? io::h5::is_made_here(path) : first_line(path) == header;
  });
}

void require_free_output(const fs::path& out, const std::vector<fs::path>& inputs,
                         const mpi::Communicator& ranks,
                         const std::function<bool(const fs::path&)>& made_here) {
  mpi::on_first_rank(ranks, [&] {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(out, ignored))) return;
    for (const auto& input : inputs) {
      if (!fs::equivalent(out, input, ignored)) continue;
      throw UsageError(fmt::format("--out {}: is the input itself; name another file", out.string()));
    }
    if (fs::is_directory(out, ignored)) return;  // which who writes there refuses
    if (made_here(out)) return;
    throw UsageError(
        fmt::format("--out {}: stands already, and lampyris did not make it: delete it, or name another file",
                    out.string()));
  });
}

void require_writable(const fs::path& out, const mpi::Communicator& ranks) {
  mpi::on_first_rank(ranks, [&] { fs::remove(io::make_temporary(out)); });
}

}  // namespace lampyris::jobs
