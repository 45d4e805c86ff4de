// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include "src/linalg/gemm.hpp"

namespace lampyris::test {

/// Whether oneDNN has products of bfloat16 here at all, be they emulated: not without AVX-512.
inline bool has_bfloat16_products() {
  const Matrix<bfloat16> one(1, 1);
  Matrix<float> product(1, 1);
  try {
    gemm<bfloat16, float>(one.view(), Transpose::no, one.view(), Transpose::no, product.view());
  } catch (const std::exception&) {
    return false;
  }
  return true;
}

}  // namespace lampyris::test
