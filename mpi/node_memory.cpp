// SPDX-License-Identifier: Apache-2.0
#include "mpi/node_memory.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include "mpi/control_group.hpp"

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

}  // namespace

double available_memory(const Communicator& ranks_of_node) {
  const double of_node = std::min({available_of_kernel(), left_of_control_groups(), granted_by_slurm()});
  return ranks_of_node.minimum(std::min(of_node / ranks_of_node.size(), left_of_address_space()));
}

}  // namespace lampyris::mpi
