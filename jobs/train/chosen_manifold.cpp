// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/chosen_manifold.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/base/packed.hpp"

namespace lampyris::jobs {
namespace {

void add(Packer& to, const Matrix<float>& matrix) {
  to.add(matrix.rows());
  to.add(matrix.columns());
  to.add(std::vector<float>(matrix.values().begin(), matrix.values().end()));
}

bool get(Unpacker& from, Matrix<float>& matrix) {
  std::size_t rows = 0, columns = 0;
  std::vector<float> values;
  if (!from.get(rows) || !from.get(columns) || !from.get(values)) return false;
  if (columns == 0 ? !values.empty() : values.size() / columns != rows || values.size() % columns != 0)
    return false;
  matrix = Matrix<float>(rows, columns);
  std::ranges::copy(values, matrix.values().begin());
  return true;
}

void add(Packer& to, const KernelExpansion& expansion) {
  to.add(expansion.kernel);
  to.add(expansion.width);
  to.add(expansion.unit);
  add(to, expansion.landmarks);
  add(to, expansion.weights);
}

bool get(Unpacker& from, KernelExpansion& expansion) {
  return from.get(expansion.kernel) && from.get(expansion.width) && from.get(expansion.unit) &&
         get(from, expansion.landmarks) && get(from, expansion.weights);
}

void add(Packer& to, const TurnChoice& choice) {
  to.add(choice.width);
  to.add(choice.penalties);
}

bool get(Unpacker& from, TurnChoice& choice) {
  return from.get(choice.width) && from.get(choice.penalties);
}

void add(Packer& to, const TurnRecord& turn) {
  add(to, turn.choice);
  to.add(turn.before);
  to.add(turn.refined);
  to.add(turn.taken);
}

bool get(Unpacker& from, TurnRecord& turn) {
  return get(from, turn.choice) && from.get(turn.before) && from.get(turn.refined) && from.get(turn.taken);
}

// What a template calls of std::vector<Item> has to be declared before it.
void add(Packer& to, const CodeSizeRecord& size);
bool get(Unpacker& from, CodeSizeRecord& size);

template <class Item>
void add_each(Packer& to, const std::vector<Item>& items) {
  to.add(items.size());
  for (const auto& item : items) add(to, item);
}

template <class Item>
bool get_each(Unpacker& from, std::vector<Item>& items) {
  std::size_t count = 0;
  if (!from.get(count)) return false;
  for (; count > 0; --count) {
    if (!get(from, items.emplace_back())) return false;
  }
  return true;
}

void add(Packer& to, const CodeSizeRecord& size) {
  to.add(size.code);
  to.add(size.pca);
  to.add(size.encoded);
  to.add(size.refined);
  add_each(to, size.turns);
}

bool get(Unpacker& from, CodeSizeRecord& size) {
  return from.get(size.code) && from.get(size.pca) && from.get(size.encoded) && from.get(size.refined) &&
         get_each(from, size.turns);
}

void add(Packer& to, const ManifoldChoice& choice) {
  to.add(choice.code);
  to.add(choice.kernel);
  to.add(choice.penalty_groups);
  add_each(to, choice.turns);
  to.add(choice.encoder);
}

bool get(Unpacker& from, ManifoldChoice& choice) {
  return from.get(choice.code) && from.get(choice.kernel) && from.get(choice.penalty_groups) &&
         get_each(from, choice.turns) && from.get(choice.encoder);
}

void add(Packer& to, const Pca& pca) {
  to.add(pca.mean);
  add(to, pca.components);
  to.add(pca.explained_variance);
  to.add(pca.total_variance);
}

bool get(Unpacker& from, Pca& pca) {
  return from.get(pca.mean) && get(from, pca.components) && from.get(pca.explained_variance) &&
         from.get(pca.total_variance);
}

}  // namespace

std::vector<Candidate> ChosenManifold::candidates() const {
  std::vector<Candidate> result;
  for (const auto& size : sizes) {
    result.push_back({ModelKind::manifold, size.code, size.pca, size.encoded, size.refined});
  }
  return result;
}

std::size_t ChosenManifold::taken() const {
  const auto at = std::ranges::find(sizes, choice.code, &CodeSizeRecord::code);
  return static_cast<std::size_t>(std::distance(sizes.begin(), at));
}

std::string pack(const ChosenManifold& chosen) {
  Packer to;
  add_each(to, chosen.sizes);
  to.add(chosen.turn_ends);
  add(to, chosen.choice);
  to.add(chosen.by_folds);
  add(to, chosen.fit.decoder);
  add(to, chosen.fit.encoder);
  add(to, chosen.fit.codes);
  add(to, chosen.components);
  return to.bytes();
}

std::optional<ChosenManifold> unpack_manifold(const std::string* bytes) {
  if (bytes == nullptr) return std::nullopt;
  Unpacker from(*bytes);
  ChosenManifold chosen;
  const bool whole = get_each(from, chosen.sizes) && from.get(chosen.turn_ends) && get(from, chosen.choice) &&
                     from.get(chosen.by_folds) && get(from, chosen.fit.decoder) &&
                     get(from, chosen.fit.encoder) && get(from, chosen.fit.codes) &&
                     get(from, chosen.components) && from.is_empty();
  return whole ? std::optional(std::move(chosen)) : std::nullopt;
}

}  // namespace lampyris::jobs
