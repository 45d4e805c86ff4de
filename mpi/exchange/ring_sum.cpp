// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/ring_sum.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

constexpr std::size_t most = std::size_t{1} << 16;  // values of a message
constexpr std::chrono::microseconds pause{50};

}  // namespace

RingSum::RingSum(const Communicator& group) : group_(group), ranks_(static_cast<std::size_t>(group.size())) {
  for (Message& message : messages_) message.arrived.resize(most);
}

// Slice by slice, a slice in pieces. What a message carries arrived as many messages before as there are
// pieces: with no more than these under way, it is there.
void RingSum::run(std::span<float> values) {
  values_ = values;
  pieces_ = (part_of(values.size(), ranks_, 0).count + most - 1) / most;
  const std::size_t messages = 2 * (ranks_ - 1) * pieces_;
  const std::size_t window = std::min(pieces_, under_way);
  for (std::size_t begun = 0, done = 0; done < messages;) {
    while (begun < std::min(messages, done + window)) begin(begun++);
    if (is_over(done)) {
      add_arrived(done++);
    } else {
      std::this_thread::sleep_for(pause);
    }
  }
}

std::span<float> RingSum::piece(std::size_t message, std::size_t back) const {
  const std::size_t round = message / pieces_;
  const auto me = static_cast<std::size_t>(group_.rank());
  const Slice slice = part_of(values_.size(), ranks_, (me + 2 * ranks_ - round - back) % ranks_);
  const Slice part = part_of(slice.count, pieces_, message % pieces_);
  return values_.subspan(slice.offset + part.offset, part.count);
}

void RingSum::begin(std::size_t message) {
  Message& at = messages_[message % under_way];
  const auto out = piece(message, 0);
  const auto in = piece(message, 1);
  const int ranks = group_.size();
  check(MPI_Irecv(adds(message) ? at.arrived.data() : in.data(), static_cast<int>(in.size()), MPI_FLOAT,
                  (group_.rank() + ranks - 1) % ranks, 0, group_.raw(), at.requests.data()),
        "MPI_Irecv");
  check(MPI_Isend(out.data(), static_cast<int>(out.size()), MPI_FLOAT, (group_.rank() + 1) % ranks, 0,
                  group_.raw(), &at.requests[1]),
        "MPI_Isend");
}

bool RingSum::is_over(std::size_t message) {
  int all = 0;
  check(MPI_Testall(2, messages_[message % under_way].requests.data(), &all, MPI_STATUSES_IGNORE),
        "MPI_Testall");
  return all != 0;
}

void RingSum::add_arrived(std::size_t message) {
  if (!adds(message)) return;
  const auto into = piece(message, 1);
  std::transform(into.begin(), into.end(), messages_[message % under_way].arrived.begin(), into.begin(),
                 std::plus<>());
}

}  // namespace lampyris::mpi
