#include <algorithm>
#include <array>
#include <vector>

#include "io/expression/hdf5_source.hpp"

namespace lampyris::io {
namespace {

constexpr std::array formats{
    Hdf5Format{"h5ad", true, is_anndata, open_anndata}, Hdf5Format{"archs4", false, is_archs4, open_archs4},
    Hdf5Format{"loom", true, is_loom, open_loom},       Hdf5Format{"gctx", false, is_gctx, open_gctx},
    Hdf5Format{"10x", true, is_tenx, open_tenx},
};

}  // namespace

const Hdf5Format* recognise(const h5::File& file) {
  const auto* format =
      std::ranges::find_if(formats, [&](const Hdf5Format& one) { return one.recognises(file); });
  return format == formats.end() ? nullptr : format;
}

const Hdf5Format& hdf5_format(const std::string& name) {
  return *std::ranges::find_if(formats, [&](const Hdf5Format& one) { return name == one.name; });
}

std::vector<std::string> hdf5_format_names() {
  std::vector<std::string> names;
  names.reserve(std::size(formats));
  for (const Hdf5Format& one : formats) names.emplace_back(one.name);
  return names;
}

}  // namespace lampyris::io
