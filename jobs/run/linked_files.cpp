// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/linked_files.hpp"

#include "mpi/agreement.hpp"

namespace lampyris::jobs {

void link_files(const std::vector<Manifest::File>& files, const std::filesystem::path& from,
                const Context& context) {
  mpi::on_first_rank(context.ranks, [&] {
    for (const auto& file : files) {
      const auto link = context.in_run(file.name);
      std::filesystem::create_directories(link.parent_path());
      std::filesystem::remove(link);
      std::filesystem::create_symlink(std::filesystem::relative(from / file.name, link.parent_path()), link);
    }
  });
}

}  // namespace lampyris::jobs
