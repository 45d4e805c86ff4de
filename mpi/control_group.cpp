// SPDX-License-Identifier: Apache-2.0
#include "mpi/control_group.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include "src/base/number.hpp"

namespace lampyris::mpi {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The names that a version of control groups has for the same three things.
struct GroupFiles {
  const char* limit;
  const char* used;
  const char* cached;  ///< the line of memory.stat
};
constexpr GroupFiles version_1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
constexpr GroupFiles version_2{"memory.max", "memory.current", "inactive_file"};

double number_in(const fs::path& path) {
  std::ifstream file(path);
  double number = 0;
  return file >> number ? number : unlimited;  // "max": no limit
}

// The kernel gives these pages back when memory is short, so they are no use of it.
double cached(const fs::path& folder, const char* name) {
  std::ifstream file(folder / "memory.stat");
  std::string key;
  for (double bytes = 0; file >> key >> bytes;) {
    if (key == name) return bytes;
  }
  return 0;
}

double left_in(const fs::path& folder, const GroupFiles& files) {
  constexpr double no_limit = 1e18;  // version 1 says "none" by a number close to 2^63
  const double most = number_in(folder / files.limit);
  const double used = number_in(folder / files.used);
  if (!(most < no_limit)) return unlimited;
  return used == unlimited ? most : std::max(0.0, most - std::max(0.0, used - cached(folder, files.cached)));
}

// A limit holds for all groups below. In a container the group's own folder may be out of sight, and what is
// mounted is the group itself.
double left_up_to(const fs::path& mount, fs::path group, const GroupFiles& files) {
  double least = left_in(mount, files);
  for (; group.has_relative_path(); group = group.parent_path()) {
    least = std::min(least, left_in(mount / group.relative_path(), files));
  }
  return least;
}

double slurm_number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : read_number(text).value_or(0);
}

}  // namespace

double left_of_control_groups(const fs::path& root) {
  const fs::path mounts = root / "sys/fs/cgroup";
  double least = unlimited;
  std::ifstream groups(root / "proc/self/cgroup");
  // A line is "number:controllers:path"; version 2 has number 0 and no controllers.
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const fs::path group = line.substr(second + 1);
    if (controllers == ",,") {
      least = std::min(
          {least, left_up_to(mounts, group, version_2), left_up_to(mounts / "unified", group, version_2)});
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, left_up_to(mounts / "memory", group, version_1));
    }
  }
  return least;
}

double granted_by_slurm() {
  constexpr double megabyte = 1 << 20;
  double granted = slurm_number("SLURM_MEM_PER_NODE");
  if (granted <= 0) granted = slurm_number("SLURM_MEM_PER_CPU") * slurm_number("SLURM_CPUS_ON_NODE");
  return granted > 0 ? granted * megabyte : unlimited;  // 0: all that the node has
}

double left_of_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  file >> pages;
  return std::max(0.0,
                  static_cast<double>(limit.rlim_cur) - pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

}  // namespace lampyris::mpi
