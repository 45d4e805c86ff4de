// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/structure/labelling.hpp"

// Sixty samples in seven dimensions and three overlapping classes, by formulas that the scikit-learn script
// behind the reference values shares: class = i² mod 7 mod 4, value = noise + centre of the class, in float.
namespace lampyris::test {

constexpr std::size_t samples = 60;
constexpr std::size_t dimension = 7;

inline std::size_t class_of(std::size_t i) {
  return i * i % 7 % 4;
}

inline Matrix<float> codes(std::size_t count = samples, std::size_t columns = dimension) {
  Matrix<float> values(count, columns);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < columns; ++k) {
      const auto noise = (i * i * 7919 + k * k * 104729 + i * k * 31 + i * 13 + k * 17) % 1009;
      const auto centre = (class_of(i) * 5 + k * 3) % 7;
      values(i, k) = static_cast<float>(noise) / 1009.0F + static_cast<float>(centre) / 7.0F;
    }
  }
  return values;
}

inline Labelling labelling(std::size_t count = samples) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back("class " + std::to_string(class_of(i)));
  return make_labelling("class", values);
}

// A label that has next to nothing to do with the codes.
inline Labelling weak_labelling() {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < samples; ++i)
    values.emplace_back((i * i * 26 + i * 13) % 101 < 40 ? "no" : "yes");
  return make_labelling("weak", values);
}

}  // namespace lampyris::test
