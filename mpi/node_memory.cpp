// SPDX-License-Identifier: Apache-2.0
#include "mpi/node_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace lampyris::mpi {
namespace {

double available_of_kernel() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  double kilobytes = 0;
  for (std::string rest; file >> key >> kilobytes; std::getline(file, rest)) {
    if (key == "MemAvailable:") return kilobytes * 1024;
  }
  return 0;
}

double number_in(const char* path) {
  std::ifstream file(path);
  double number = 0;
  return file >> number ? number : std::numeric_limits<double>::infinity();  // "max": no limit
}

double left_of_control_group() {
  for (const auto& [limit, used] : {std::pair{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"},
                                    std::pair{"/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                              "/sys/fs/cgroup/memory/memory.usage_in_bytes"}}) {
    const double most = number_in(limit);
    const double now = number_in(used);
    if (most < 1e18 && now < most) return most - now;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

double available_memory(const Communicator& ranks_of_node) {
  const double available = std::min(available_of_kernel(), left_of_control_group());
  return ranks_of_node.minimum(available) / ranks_of_node.size();
}

}  // namespace lampyris::mpi
