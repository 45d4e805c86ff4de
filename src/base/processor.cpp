// SPDX-License-Identifier: Apache-2.0
#include "src/base/processor.hpp"

#include <fstream>

namespace lampyris {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(':');
    if (line.starts_with("model name") && colon + 2 < line.size()) return line.substr(colon + 2);
  }
  return {};
}

std::string processor_features() {
  std::string features;
  [[maybe_unused]] const auto add = [&](bool has, const char* name) {
    if (has) features += (features.empty() ? "" : " ") + std::string(name);
  };
#if defined(__x86_64__)
  add(__builtin_cpu_supports("avx2") != 0, "AVX2");
  add(__builtin_cpu_supports("avx512f") != 0, "AVX-512");
  add(__builtin_cpu_supports("avx512vpopcntdq") != 0, "AVX-512-VPOPCNTDQ");
  add(__builtin_cpu_supports("avx512bf16") != 0, "AVX-512-BF16");
#endif
  return features.empty() ? "none" : features;
}

}  // namespace lampyris
