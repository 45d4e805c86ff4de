// SPDX-License-Identifier: Apache-2.0
#include "src/modules/kept_layers.hpp"

#include <string_view>
#include <utility>

#include "src/base/packed.hpp"

namespace lampyris {

std::string pack(const LayerResult& result) {
  Packer packer;
  packer.add(result.layer);
  packer.add(std::string_view(result.route));
  packer.add(result.folds);
  packer.add(result.auroc);
  packer.add(result.modules.scores);
  for (const auto& module : result.modules.modules) packer.add(module);
  for (const auto& enrichments : result.modules.enrichments) packer.add(enrichments);
  return packer.bytes();
}

std::optional<LayerResult> unpack_layer(const std::string* bytes) {
  if (bytes == nullptr) return std::nullopt;
  LayerResult result;
  Unpacker unpacker(*bytes);
  bool good = unpacker.get(result.layer) && unpacker.get(result.route) && unpacker.get(result.folds) &&
              unpacker.get(result.auroc) && unpacker.get(result.modules.scores);
  for (auto& module : result.modules.modules) good = good && unpacker.get(module);
  for (auto& enrichments : result.modules.enrichments) good = good && unpacker.get(enrichments);
  return good && unpacker.is_empty() ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace lampyris
