// SPDX-License-Identifier: Apache-2.0
#include "mpi/beat_mail.hpp"

#include <algorithm>
#include <cstring>

namespace lampyris::mpi {
namespace {

constexpr int tag = 1;

// An error of a link shows as silence, which is what the heartbeat looks for.
bool is_done(MPI_Request& request, MPI_Status* status = MPI_STATUS_IGNORE) {
  int done = 0;
  return MPI_Test(&request, &done, status) == MPI_SUCCESS && done != 0;
}

}  // namespace

BeatMessage make_message(const Beat& beat, std::int32_t stop_known) {
  BeatMessage message;
  message.moves = beat.moves;
  message.stop_asked = beat.stop_asked;
  message.stop_known = stop_known;
  std::memcpy(message.where, beat.where.data(), std::min(beat.where.size(), sizeof message.where - 1));
  return message;
}

std::string text_of(const BeatMessage& message) {
  return message.where[0] == '\0' ? "its beginning" : message.where;
}

BeatMail::BeatMail(const Communicator& ranks) : raw_(ranks.raw()), is_first_(ranks.rank() == 0) {
  for (int to = is_first_ ? 1 : 0; to < (is_first_ ? ranks.size() : 1); ++to) outgoing_.push_back({to, {}});
}

void BeatMail::listen() {
  MPI_Irecv(&incoming_, sizeof incoming_, MPI_BYTE, is_first_ ? MPI_ANY_SOURCE : 0, tag, raw_, &listening_);
}

std::optional<BeatMail::Received> BeatMail::receive() {
  if (listening_ == MPI_REQUEST_NULL) listen();
  MPI_Status status;
  if (listening_ == MPI_REQUEST_NULL || !is_done(listening_, &status)) return std::nullopt;
  incoming_.where[sizeof incoming_.where - 1] = '\0';
  return Received{status.MPI_SOURCE, incoming_};
}

bool BeatMail::send_to_all(const BeatMessage& message) {
  bool all = true;
  for (auto& one : outgoing_) {
    if (one.request != MPI_REQUEST_NULL && !is_done(one.request)) {
      all = false;
      continue;
    }
    one.message = message;
    MPI_Isend(&one.message, sizeof one.message, MPI_BYTE, one.to, tag, raw_, &one.request);
  }
  return all;
}

bool BeatMail::all_sent() {
  return std::all_of(outgoing_.begin(), outgoing_.end(),
                     [](Outgoing& one) { return one.request == MPI_REQUEST_NULL || is_done(one.request); });
}

void BeatMail::close() {
  if (listening_ == MPI_REQUEST_NULL) return;
  MPI_Cancel(&listening_);
  MPI_Request_free(&listening_);
}

}  // namespace lampyris::mpi
