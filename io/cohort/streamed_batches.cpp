// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/streamed_batches.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace lampyris::io {
namespace {

void check(const StreamedPart& part, const Scaling& scaling, const BatchPlan& plan) {
  if (plan.samples == 0 || plan.batch == 0 || part.samples.size() != plan.samples ||
      part.held.end() > plan.samples) {
    throw std::logic_error("StreamedBatches: the samples do not fit the plan");
  }
  if (part.genes.end() > scaling.mean.size() || !std::ranges::is_sorted(part.samples)) {
    throw std::logic_error("StreamedBatches: genes without a scale, or samples out of order");
  }
}

std::vector<std::size_t> held_samples(const StreamedPart& part) {
  const auto first = part.samples.begin() + static_cast<std::ptrdiff_t>(part.held.offset);
  return {first, first + static_cast<std::ptrdiff_t>(part.held.count)};
}

Slice range_of(const std::vector<std::size_t>& ascending) {
  if (ascending.empty()) return {};
  return {ascending.front(), ascending.back() - ascending.front() + 1};
}

// How often this thread gave up its core to wait, as for a disk; not how often others took it.
std::size_t waits_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::size_t>(usage.ru_nvcsw);
}

// Whether so many waits for so many pieces come from storage: a busy machine makes threads wait as well, but
// seldom.
bool is_slow(std::size_t waits, std::size_t pieces) {
  return waits > 3 && waits * 8 > pieces;
}

}  // namespace

template <class Number>
StreamedBatches<Number>::StreamedBatches(const std::filesystem::path& path, const StreamedPart& part,
                                         const Scaling& scaling, const BatchPlan& plan)
    : plan_((check(part, scaling, plan), plan)),
      held_(part.held),
      samples_(held_samples(part)),
      scaling_(scaling),
      rows_(path, range_of(samples_), part.genes),
      row_(1, part.genes.count) {
  for (Slot& slot : ring_) {
    slot.values = Matrix<Number>(std::max<std::size_t>(1, most_members(plan, held_)), part.genes.count);
    slot.members.reserve(slot.values.rows());
  }
  thread_ = std::thread([this] { run(); });
}

template <class Number>
StreamedBatches<Number>::~StreamedBatches() {
  {
    const Lock lock(mutex_);
    stop_ = true;
    halt_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

template <class Number>
void StreamedBatches<Number>::begin_epoch(std::size_t epoch, std::size_t first_step) {
  Lock lock(mutex_);
  halt(lock);
  epoch_ = epoch;
  epoch_order(plan_, epoch, order_);
  current_ = next_ = first_step;
  halt_ = false;
  wake_.notify_all();
}

template <class Number>
Batch StreamedBatches<Number>::batch(std::size_t step) {
  if (step >= plan_.steps() || order_.empty()) {
    throw std::logic_error("StreamedBatches: a step outside of the epoch");
  }
  Lock lock(mutex_);
  if (step < current_ || step > next_) {
    halt(lock);
    next_ = step;
    halt_ = false;
  }
  current_ = step;
  wake_.notify_all();
  filled_.wait(lock, [&] { return next_ > step || error_; });
  if (next_ <= step) std::rethrow_exception(error_);
  const Slot& slot = ring_[step % ring_.size()];
  const MatrixView<const Number> values(slot.values.data(), slot.members.size(), slot.values.columns());
  return {values, values, slot.members, plan_.places(step).count, epoch_};
}

/// Leaves the thread at rest, until halt_ is taken back under the same lock.
template <class Number>
void StreamedBatches<Number>::halt(Lock& lock) {
  halt_ = true;
  filled_.wait(lock, [&] { return !filling_; });
  error_ = nullptr;
}

template <class Number>
void StreamedBatches<Number>::run() {
  Lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] {
      return stop_ || (!halt_ && !error_ && next_ < std::min(current_ + ring_.size(), plan_.steps()));
    });
    if (stop_) return;
    const std::size_t step = next_;
    filling_ = true;
    lock.unlock();
    std::exception_ptr error;
    try {
      fill(ring_[step % ring_.size()], step);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    filling_ = false;
    error_ = error;
    if (!halt_ && !error) ++next_;
    filled_.notify_all();
  }
}

template <class Number>
void StreamedBatches<Number>::fill(Slot& slot, std::size_t step) {
  const Slice places = plan_.places(step);
  slot.members.clear();
  for (std::size_t i = places.offset; i < places.end(); ++i) {
    if (held_.contains(order_[i])) slot.members.push_back(order_[i]);
  }
  const auto sample = [&](std::size_t row) { return samples_[slot.members[row] - held_.offset]; };
  const std::size_t waits = waits_of_this_thread();
  bool fetched = false;
  for (std::size_t row = 0; row < slot.members.size() && !halt_; ++row) {
    rows_.read(sample(row), row_.data());
    scaling_.apply_to(row_.view(), rows_.genes().offset, slot.values.view().middle_rows(row, 1));
    // Where the file is not in the system's cache, one piece after the other would be waited for; where it
    // is, fetching costs half as much again as reading, and to ask after every row a little too.
    if (!fetched && std::has_single_bit(row + 1) &&
        is_slow(waits_of_this_thread() - waits, (row + 1) * rows_.pieces())) {
      for (std::size_t next = row + 1; next < slot.members.size(); ++next) rows_.fetch(sample(next));
      fetched = true;
    }
  }
}

template class StreamedBatches<float>;
template class StreamedBatches<bfloat16>;

}  // namespace lampyris::io
