// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/heartbeat.hpp"

namespace lampyris::mpi {

/// A beat as it travels.
struct BeatMessage {
  std::uint64_t moves = 0;      ///< of the beat
  std::int32_t stop_asked = 0;  ///< of the beat
  std::int32_t stop_known = 0;  ///< why all stop, as the sender knows it
  std::int32_t goodbye = 0;     ///< not 0: the last message of this sender
  char where[108] = {};         ///< of the beat; ends with 0
};

/// Gives the beat as a message.
[[nodiscard]] BeatMessage make_message(const Beat& beat, std::int32_t stop_known);
/// Gives where its sender was.
[[nodiscard]] std::string text_of(const BeatMessage& message);

/// Messages between rank 0 and each other rank. Nothing waits: what cannot be sent yet is left out, and the
/// next message says as much. One calling thread.
class BeatMail {
 public:
  /// Not collective. `ranks` is used by nothing else but collective calls, and lives longer.
  explicit BeatMail(const Communicator& ranks);

  /// A message that has come.
  struct Received {
    int from;             ///< the rank that sent it
    BeatMessage message;  ///< as it was sent
  };
  /// Gives the next message that has come.
  [[nodiscard]] std::optional<Received> receive();
  /// Sends to rank 0; from rank 0, to all others. Returns whether it went to each of them.
  bool send_to_all(const BeatMessage& message);
  /// Whether nothing of what was sent is under way.
  [[nodiscard]] bool all_sent();
  /// Takes back what waits for a message; nothing comes any more.
  void close();

 private:
  struct Outgoing {
    int to;
    BeatMessage message;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void listen();

  MPI_Comm raw_;
  bool is_first_;
  BeatMessage incoming_;
  MPI_Request listening_ = MPI_REQUEST_NULL;
  std::vector<Outgoing> outgoing_;
};

}  // namespace lampyris::mpi
