// SPDX-License-Identifier: Apache-2.0
// training_start SEED SAMPLES BATCH GENES WIDTH…: what training of the program begins with, on stdout as the
// machine writes it: the weights as the flat vector of an Autoencoder (floats), then the order of the first
// epoch (uint32).
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/training/batches/epoch_order.hpp"

namespace {

template <class Values>
void put(const Values& values) {
  std::cout.write(reinterpret_cast<const char*>(values.data()),
                  static_cast<std::streamsize>(values.size() * sizeof(values[0])));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint64_t> numbers;
  for (int i = 1; i < argc; ++i) numbers.push_back(std::stoull(argv[i]));
  if (numbers.size() < 5) return 2;
  const std::uint64_t seed = numbers[0];

  lampyris::Autoencoder autoencoder(
      lampyris::Architecture{numbers[3], std::vector<std::size_t>(numbers.begin() + 4, numbers.end())});
  lampyris::initialise(autoencoder, seed);
  put(autoencoder.parameters());

  std::vector<std::uint32_t> order;
  lampyris::epoch_order({numbers[1], numbers[2], seed}, 0, order);
  put(order);
  return std::cout.flush() ? 0 : 1;
}
