// SPDX-License-Identifier: Apache-2.0
// main of every test under mpirun. A failure is written at once by its own rank, so that it is seen even when
// the other ranks then wait forever; at the end of each test the counts are summed and every rank fails when
// any did.
#include <gtest/gtest.h>

#include <iostream>
#include <memory>

#include "mpi/communicator.hpp"
#include "mpi/environment.hpp"

namespace {

class RankListener final : public testing::EmptyTestEventListener {
 public:
  RankListener(const lampyris::mpi::Communicator& ranks, std::unique_ptr<testing::TestEventListener> printer)
      : ranks_(ranks), printer_(std::move(printer)) {}

  void OnTestStart(const testing::TestInfo& info) override {
    failures_ = 0;
    if (ranks_.rank() == 0) printer_->OnTestStart(info);
  }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.skipped() && ranks_.rank() == 0) printer_->OnTestPartResult(result);
    if (!result.failed()) return;
    ++failures_;
    std::cerr << "[rank " << ranks_.rank() << "/" << ranks_.size() << "] "
              << (result.file_name() != nullptr ? result.file_name() : "?") << ":" << result.line_number()
              << ": " << result.message() << std::endl;
  }
  void OnTestEnd(const testing::TestInfo& info) override {
    double failures = failures_;
    ranks_.sum(std::span(&failures, 1));
    if (failures > 0 && failures_ == 0) ADD_FAILURE() << "failed on another rank";
    if (ranks_.rank() == 0) printer_->OnTestEnd(info);
  }
  void OnTestProgramEnd(const testing::UnitTest& test) override {
    if (ranks_.rank() == 0) printer_->OnTestProgramEnd(test);
  }

 private:
  const lampyris::mpi::Communicator& ranks_;
  std::unique_ptr<testing::TestEventListener> printer_;
  double failures_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const lampyris::mpi::Environment environment(argc, argv);
  const auto ranks = lampyris::mpi::Communicator::world();
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  std::unique_ptr<testing::TestEventListener> printer(listeners.Release(listeners.default_result_printer()));
  listeners.Append(new RankListener(ranks, std::move(printer)));  // NOLINT: owned by GoogleTest
  int code = RUN_ALL_TESTS();
  double worst = code;
  ranks.maximum(std::span(&worst, 1));
  delete listeners.Release(listeners.default_result_printer());
  return static_cast<int>(worst);
}
