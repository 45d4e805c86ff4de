// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "io/cohort/expression_rows.hpp"
#include "src/cohort/scaling.hpp"
#include "src/training/batches/batch_source.hpp"

namespace lampyris::io {

/// Which part of a cohort file this rank streams.
struct StreamedPart {
  std::vector<std::size_t> samples;  ///< training sample i is sample samples[i] of the cohort; ascending
  Slice held;                        ///< training samples of my sample group
  Slice genes;                       ///< mine
};

/// The batches of ResidentBatches, bit for bit, from a cohort that does not fit in memory: a thread of this
/// object reads, scales and rounds the next two batches while the caller works on one. Holds three batches
/// (3 × most_rows() × genes × sizeof(Number)), one row of floats, and the positions of the chunks (8 bytes
/// for 1 MiB of the file).
template <class Number>
class StreamedBatches final : public BatchSource {
 public:
  /// Not collective, but uses HDF5, which the thread does not. `path` is the cohort.h5, which must not change
  /// before the end. Throws DataError: no such file, or /expression is stored otherwise than CohortWriter
  /// does (compressed, say).
  StreamedBatches(const std::filesystem::path& path, const StreamedPart& part, const Scaling& scaling,
                  const BatchPlan& plan);
  ~StreamedBatches() override;

  [[nodiscard]] const BatchPlan& plan() const override { return plan_; }
  [[nodiscard]] std::size_t most_rows() const override { return ring_.front().values.rows(); }
  void begin_epoch(std::size_t epoch, std::size_t first_step) override;
  /// Throws DataError, naming the file, when the samples of this step could not be read.
  [[nodiscard]] Batch batch(std::size_t step) override;

 private:
  struct Slot {
    Matrix<Number> values;
    std::vector<std::uint32_t> members;
  };
  using Lock = std::unique_lock<std::mutex>;

  void run();
  void fill(Slot& slot, std::size_t step);
  void halt(Lock& lock);

  // Constant after construction.
  BatchPlan plan_;
  Slice held_;
  std::vector<std::size_t> samples_;  // those held
  Scaling scaling_;
  ExpressionRows rows_;

  // Written by the caller while the thread rests.
  std::size_t epoch_ = 0;
  std::vector<std::uint32_t> order_;

  std::mutex mutex_;
  std::condition_variable wake_, filled_;
  // Under the mutex. Step s has the slot s modulo the ring's size; the thread may write those of the steps
  // next_ to current_ + size − 1.
  std::size_t current_ = 0;  // the step that the caller has
  std::size_t next_ = 0;     // the first step that is not filled
  bool filling_ = false, stop_ = false;
  std::exception_ptr error_;      // of step next_
  std::atomic<bool> halt_{true};  // the thread is to drop what it fills and to rest

  std::array<Slot, 3> ring_;
  Matrix<float> row_;
  std::thread thread_;
};

extern template class StreamedBatches<float>;
extern template class StreamedBatches<bfloat16>;

}  // namespace lampyris::io
