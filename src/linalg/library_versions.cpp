// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/library_versions.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

// Only OpenBLAS has it.
extern "C" __attribute__((weak)) char* openblas_get_config();

namespace lampyris {
namespace {

constexpr std::pair<dnnl::cpu_isa, const char*> instruction_sets[] = {
    {dnnl::cpu_isa::sse41, "SSE4.1"},
    {dnnl::cpu_isa::avx, "AVX"},
    {dnnl::cpu_isa::avx2, "AVX2"},
    {dnnl::cpu_isa::avx2_vnni, "AVX2 with VNNI"},
    {dnnl::cpu_isa::avx512_core, "AVX-512"},
    {dnnl::cpu_isa::avx512_core_vnni, "AVX-512 with VNNI"},
    {dnnl::cpu_isa::avx512_core_bf16, "AVX-512 with bf16"},
    {dnnl::cpu_isa::avx512_core_amx, "AVX-512 with AMX"},
};

}  // namespace

std::string blas_version() {
  if (openblas_get_config != nullptr) return openblas_get_config();
  Dl_info found{};
  const void* product = dlsym(RTLD_DEFAULT, "dgemm_");
  if (product != nullptr && dladdr(product, &found) != 0 && found.dli_fname != nullptr)
    return found.dli_fname;
  return "unknown";
}

std::string onednn_version() {
  const dnnl_version_t* version = dnnl_version();
  std::string text = fmt::format("{}.{}.{}", version->major, version->minor, version->patch);
  for (const auto& [isa, name] : instruction_sets) {
    if (isa == dnnl::get_effective_cpu_isa()) text += fmt::format(", uses {}", name);
  }
  return text;
}

}  // namespace lampyris
