// SPDX-License-Identifier: Apache-2.0
#include "io/run/map_table.hpp"

#include <fmt/format.h>

#include "io/text/table_writer.hpp"

namespace lampyris::io {

void write_map(const std::filesystem::path& path, const std::vector<std::string>& samples,
               std::span<const PlaneOfCodes> planes, const mpi::Communicator& ranks) {
  std::string text;
  if (ranks.rank() == 0) {
    text = "sample";
    for (const auto& plane : planes) text += fmt::format("\t{0}_x\t{0}_y", plane.name);
    text += '\n';
  }
  const Slice mine = mpi::RankWorld(ranks).share(samples.size());
  for (std::size_t i = mine.offset; i < mine.end(); ++i) {
    text += samples[i];
    for (const auto& plane : planes) {
      text += '\t' + format_number(plane.coordinates(i, 0)) + '\t' + format_number(plane.coordinates(i, 1));
    }
    text += '\n';
  }
  write_text(path, text, ranks);
}

}  // namespace lampyris::io
