// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "mpi/messages.hpp"
#include "mpi/rank_world.hpp"

namespace lampyris::mpi {

/// A private duplicate of an MPI communicator. Move-only: copying would be a hidden collective. Destroying is
/// collective, except while an exception unwinds, when the communicator is left to MPI_Abort. Arrays may have
/// any length; those that are summed or compared have the same length on every rank.
class Communicator {
 public:
  /// Collective. Duplicates MPI_COMM_WORLD.
  static Communicator world();
  /// This rank alone. Not collective.
  static Communicator self();
  /// Takes the communicator over; `other` may only be destroyed afterwards.
  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) = delete;
  Communicator(const Communicator&) = delete;
  /// Collective. Frees the duplicate.
  ~Communicator();

  /// Collective. Joins the ranks that gave the same colour, in the order of their ranks here.
  [[nodiscard]] Communicator split(int colour) const;
  /// Collective. Joins the ranks that share memory with this one.
  [[nodiscard]] Communicator node() const;

  /// My number among the ranks, from 0.
  [[nodiscard]] int rank() const { return rank_; }
  /// The number of ranks, at least 1.
  [[nodiscard]] int size() const { return size_; }
  /// MPI's own handle, for calls that this class does not have.
  [[nodiscard]] MPI_Comm raw() const { return raw_; }

  /// Collective. Waits until every rank has come here.
  void barrier() const;

  /// Collective. Replaces every number by its sum over the ranks.
  template <NumberRange R>
  void sum(R&& values) const {
    all_reduce(elements(values), MPI_SUM, raw_);
  }
  /// Collective. Replaces every number by its least over the ranks.
  template <NumberRange R>
  void minimum(R&& values) const {
    all_reduce(elements(values), MPI_MIN, raw_);
  }
  /// Collective. Replaces every number by its greatest over the ranks.
  template <NumberRange R>
  void maximum(R&& values) const {
    all_reduce(elements(values), MPI_MAX, raw_);
  }

  /// Collective. Gives the sum of one number of each rank.
  template <Number T>
  [[nodiscard]] T sum(T mine) const {
    sum(std::span(&mine, 1));
    return mine;
  }
  /// Collective. Gives the least of one number of each rank.
  template <Number T>
  [[nodiscard]] T minimum(T mine) const {
    minimum(std::span(&mine, 1));
    return mine;
  }
  /// Collective. Gives the greatest of one number of each rank.
  template <Number T>
  [[nodiscard]] T maximum(T mine) const {
    maximum(std::span(&mine, 1));
    return mine;
  }

  /// Collective. Whether any rank says yes.
  [[nodiscard]] bool any(bool mine) const { return maximum(mine ? 1 : 0) != 0; }
  /// Collective. Whether every rank says yes.
  [[nodiscard]] bool all(bool mine) const { return !any(!mine); }

  /// Collective. Gives one number of each rank, in rank order.
  template <Number T>
  [[nodiscard]] std::vector<T> all_gather(T mine) const {
    std::vector<T> all(static_cast<std::size_t>(size_));
    all[static_cast<std::size_t>(rank_)] = mine;
    mpi::all_gather(elements(all), std::vector<std::size_t>(all.size(), 1), raw_);
    return all;
  }
  /// Collective. Gives the numbers of each rank, as many as it has, one rank's after another's.
  template <NumberRange R>
  [[nodiscard]] auto all_gather(const R& mine) const {
    const auto counts = all_gather(static_cast<std::size_t>(std::ranges::size(mine)));
    const auto me = counts.begin() + rank_;
    std::vector<std::ranges::range_value_t<R>> all(std::reduce(counts.begin(), counts.end()));
    const std::size_t before = std::reduce(counts.begin(), me);
    std::copy_n(std::ranges::data(mine), *me, all.begin() + static_cast<std::ptrdiff_t>(before));
    mpi::all_gather(elements(all), counts, raw_);
    return all;
  }

  /// Collective. Copies the number of rank `from` to all.
  template <Number T>
  void broadcast(T& number, int from = 0) const {
    mpi::broadcast(elements_of(std::span(&number, 1)), from, raw_);
  }
  /// Collective. Copies the numbers of rank `from` to all; the receivers are resized.
  template <Number T>
  void broadcast(std::vector<T>& numbers, int from = 0) const {
    std::size_t count = numbers.size();
    broadcast(count, from);
    numbers.resize(count);
    mpi::broadcast(elements(numbers), from, raw_);
  }
  /// Collective. Copies the answer of rank `from` to all.
  void broadcast(bool& answer, int from = 0) const;
  /// Collective. Copies the text of rank `from` to all; the receivers are resized.
  void broadcast(std::string& text, int from = 0) const;
  /// Collective. Copies the texts of rank `from` to all; the receivers are resized.
  void broadcast(std::vector<std::string>& texts, int from = 0) const;

  /// Collective. Brings every rank's text to rank 0, in rank order; elsewhere the result is empty.
  [[nodiscard]] std::vector<std::string> gather(const std::string& mine) const;

 private:
  explicit Communicator(MPI_Comm raw);
  template <NumberRange R>
  static Elements elements(R& values) {
    return elements_of(std::span(std::ranges::data(values), std::ranges::size(values)));
  }

  MPI_Comm raw_;
  int rank_ = 0;
  int size_ = 1;
  int unwinding_;
};

}  // namespace lampyris::mpi
