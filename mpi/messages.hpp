// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>

namespace lampyris::mpi {

/// The types of numbers that travel between ranks.
template <class T>
concept Number = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, int> ||
    std::same_as<T, std::int64_t> || std::same_as<T, std::uint64_t> || std::same_as<T, std::size_t>;

/// Numbers that lie one after another: a vector, an array, a span.
template <class R>
concept NumberRange =
    std::ranges::contiguous_range<R> && std::ranges::sized_range<R> && Number<std::ranges::range_value_t<R>>;

/// MPI's name of a type of numbers.
template <Number T>
[[nodiscard]] MPI_Datatype datatype() {
  if constexpr (std::same_as<T, float>) return MPI_FLOAT;
  if constexpr (std::same_as<T, double>) return MPI_DOUBLE;
  if constexpr (std::same_as<T, int>) return MPI_INT;
  if constexpr (std::same_as<T, std::int64_t>) return MPI_INT64_T;
  return MPI_UINT64_T;
}

/// An array as MPI sees it.
struct Elements {
  void* data = nullptr;          ///< the first element
  std::size_t count = 0;         ///< how many elements there are
  std::size_t bytes = 1;         ///< a single element has
  MPI_Datatype type = MPI_BYTE;  ///< of an element
};

/// The numbers of a span, as MPI sees them.
template <Number T>
[[nodiscard]] Elements elements_of(std::span<T> values) {
  return {values.data(), values.size(), sizeof(T), datatype<T>()};
}

/// Counts of MPI are int: longer arrays travel in pieces of this many elements.
constexpr std::size_t longest_piece = std::size_t{1} << 28;

// The functions below take arrays of any length; a test gives shorter pieces. They throw Error with MPI's own
// words when MPI fails.

/// Collective. Replaces every element by its `op` over the ranks; all ranks give the same count.
void all_reduce(const Elements& values, MPI_Op op, MPI_Comm ranks, std::size_t piece = longest_piece);

/// Collective. Copies the elements of rank `from` to all; all ranks give the same count.
void broadcast(const Elements& values, int from, MPI_Comm ranks, std::size_t piece = longest_piece);

/// Collective. `whole` holds counts[0] elements of rank 0, counts[1] of rank 1 and so on; each rank has
/// filled its own, afterwards every rank holds all.
void all_gather(const Elements& whole, std::span<const std::size_t> counts, MPI_Comm ranks,
                std::size_t piece = longest_piece);

/// Not collective. Sends bytes to rank `to`, which receives as many by receive().
void send(std::span<const std::byte> bytes, int to, MPI_Comm ranks, std::size_t piece = longest_piece);

/// Not collective. Receives the bytes that rank `from` sends by send().
void receive(std::span<std::byte> bytes, int from, MPI_Comm ranks, std::size_t piece = longest_piece);

}  // namespace lampyris::mpi
