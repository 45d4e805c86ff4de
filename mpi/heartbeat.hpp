// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Holds what a rank says of itself with every beat.
struct Beat {
  std::string where;            ///< the work that it is at; the first 107 bytes are told
  std::uint64_t moves = 0;      ///< grows with all work that is done
  std::int32_t stop_asked = 0;  ///< not 0: why this rank wishes that all stop
};

/// When ranks are taken for lost or stuck.
struct HeartbeatRules {
  double silent_seconds = 10;  ///< a rank that is not heard of for so long is lost; 0 = never
  double stall_seconds = 600;  ///< work that does not move for so long is told of; 0 = never
};

/// Called by the thread of the heartbeat, never by two threads at once.
struct HeartbeatHooks {
  std::function<Beat()> mine;  ///< what to tell of this rank
  /// On every rank, at every tick from when it knows that all are to stop; on rank 0 once all others know.
  std::function<void(std::int32_t why)> stopping;
  /// On rank 0: a line that says where each rank is, because nothing moves.
  std::function<void(const std::string& line)> stalled;
  /// On the rank that notices: a line that says who is lost and where the others are. Ends the job.
  std::function<void(const std::string& line)> lost;
  std::function<void()> tick = [] {};  ///< ten times a second
};

/// A thread on each rank that tells rank 0 once a second that it lives and how far its work is, however busy
/// the work itself is: so that a rank that was stopped, or whose node or link is gone, is noticed, and that
/// all ranks learn within half a second that one was asked to stop. It measures by its own clock: when the
/// thread itself has not run for seconds, as when the whole job was suspended, it begins to count anew.
/// With one rank, or an MPI library without MPI_THREAD_MULTIPLE, no messages are sent and a rank learns of
/// its own stop alone.
class Heartbeat {
 public:
  /// Collective. Begins. `ranks` is all ranks, on a communicator that nothing else uses and that lives
  /// longer.
  Heartbeat(const Communicator& ranks, HeartbeatRules rules, HeartbeatHooks hooks);
  /// Leaves the thread to the end of the process, unless finish() has ended it.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Collective. Waits until every rank has come here, and ends the threads. Not while an exception unwinds.
  void finish();

 private:
  class Pulse;
  std::shared_ptr<Pulse> pulse_;  // the thread holds it, too
};

}  // namespace lampyris::mpi
