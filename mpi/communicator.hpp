#pragma once

#include <mpi.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/base/world.hpp"

namespace lampyris::mpi {

/// A private duplicate of an MPI communicator. Move-only: copying would be a hidden collective. Destroying is
/// collective, except while an exception unwinds, when the communicator is left to MPI_Abort.
class Communicator {
 public:
  /// Collective. A duplicate of MPI_COMM_WORLD.
  static Communicator world();
  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) = delete;
  Communicator(const Communicator&) = delete;
  /// Collective.
  ~Communicator();

  /// Collective. The ranks that gave the same colour, in the order of their ranks here.
  [[nodiscard]] Communicator split(int colour) const;
  /// Collective. The ranks that share memory with this one.
  [[nodiscard]] Communicator node() const;

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] MPI_Comm raw() const { return raw_; }

  /// Collective.
  void barrier() const;
  /// Collective. In place; any length.
  void sum(std::span<float> values) const;
  void sum(std::span<double> values) const;
  void minimum(std::span<double> values) const;
  void maximum(std::span<double> values) const;
  /// Collective. From rank 0 to all; the receivers are resized.
  void broadcast(std::string& text) const;
  /// Collective. Every rank's text, in rank order, on rank 0; empty elsewhere.
  [[nodiscard]] std::vector<std::string> gather(const std::string& mine) const;

 private:
  explicit Communicator(MPI_Comm raw);
  MPI_Comm raw_;
  int rank_ = 0;
  int size_ = 1;
  int unwinding_;
};

/// The ranks of a communicator as the World of an algorithm. Keeps a reference: the communicator lives
/// longer.
class RankWorld final : public World {
 public:
  explicit RankWorld(const Communicator& ranks) : ranks_(ranks) {}

  [[nodiscard]] Slice share(std::size_t total) const override;
  /// Collective.
  void sum(std::span<double> values) const override;
  /// Collective.
  [[nodiscard]] bool any(bool mine) const override;
  /// Collective.
  void gather(std::span<std::byte> whole, std::size_t unit_bytes) const override;

 private:
  const Communicator& ranks_;
};

}  // namespace lampyris::mpi
