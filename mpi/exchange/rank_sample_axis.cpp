// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/rank_sample_axis.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "mpi/check.hpp"
#include "mpi/environment.hpp"
#include "mpi/exchange/ring_sum.hpp"

namespace lampyris::mpi {
namespace {

void sum_over(const Communicator& group, std::span<float> values) {
  constexpr std::size_t piece = std::size_t{1} << 18;
  if (group.size() == 1) return;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const auto count = static_cast<int>(std::min(piece, values.size() - first));
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, count, MPI_FLOAT, MPI_SUM, group.raw()),
          "MPI_Allreduce");
  }
}

}  // namespace

/// Makes sums in the order in which they are begun, in one thread, over a communicator of its own.
class RankSampleAxis::BackgroundSums {
 public:
  explicit BackgroundSums(const Communicator& group)
      : group_(group.split(0)), ring_(group_), thread_([this] { work(); }) {}
  ~BackgroundSums() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  BackgroundSums(const BackgroundSums&) = delete;
  BackgroundSums& operator=(const BackgroundSums&) = delete;

  void begin(std::span<float> values) {
    {
      const std::lock_guard lock(mutex_);
      begun_.push_back(values);
    }
    changed_.notify_all();
  }

  void finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return begun_.empty(); });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ends_ || !begun_.empty(); });
      if (begun_.empty()) return;
      const auto values = begun_.front();
      lock.unlock();
      std::exception_ptr failure;
      try {
        ring_.run(values);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure) failure_ = failure;
      begun_.pop_front();
      changed_.notify_all();
    }
  }

  Communicator group_;
  RingSum ring_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::span<float>> begun_;  // the first one is being made
  std::exception_ptr failure_;
  bool ends_ = false;
  std::thread thread_;
};

RankSampleAxis::RankSampleAxis(const Communicator& group, Overlap overlap)
    : group_(group), unwinding_(std::uncaught_exceptions()) {
  const bool overlaps =
      overlap == Overlap::always || (overlap == Overlap::between_nodes && group.node().size() < group.size());
  // A part of a group may lie on one node while others do not.
  if (group.any(overlaps && threads_may_call()) && group.size() > 1)
    background_ = std::make_unique<BackgroundSums>(group);
}

RankSampleAxis::~RankSampleAxis() {
  // While an exception unwinds, the others may never come to a sum in which the thread waits: it is left to
  // the end of the job.
  if (std::uncaught_exceptions() != unwinding_) (void)background_.release();
}

std::size_t RankSampleAxis::parts() const {
  return static_cast<std::size_t>(group_.size());
}

void RankSampleAxis::sum(std::span<float> values) {
  sum_over(group_, values);
}

void RankSampleAxis::begin_sum(std::span<float> values) {
  if (background_) {
    background_->begin(values);
  } else {
    sum(values);
  }
}

void RankSampleAxis::finish() {
  if (background_) background_->finish();
}

}  // namespace lampyris::mpi
