// SPDX-License-Identifier: Apache-2.0
#include "mpi/heartbeat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "mpi/beat_mail.hpp"
#include "mpi/environment.hpp"
#include "mpi/rank_places.hpp"

namespace lampyris::mpi {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::chrono::milliseconds tick_time(100);
constexpr Seconds beat_time(0.95);
constexpr double patience_at_end = 10;  // for ranks that are gone when all others have finished

}  // namespace

class Heartbeat::Pulse {
  /// A rank as another sees it.
  struct Peer {
    Clock::time_point heard;
    Clock::time_point moved;
    BeatMessage last;
  };

 public:
  Pulse(const Communicator& ranks, HeartbeatRules rules, HeartbeatHooks hooks)
      : ranks_(ranks),
        rules_(rules),
        hooks_(std::move(hooks)),
        size_(threads_may_call() ? ranks.size() : 1),
        me_(size_ == 1 ? 0 : ranks.rank()),
        hosts_(hosts_of(ranks)) {
    if (size_ > 1) mail_.emplace(ranks);
    const auto now = Clock::now();
    peers_.assign(static_cast<std::size_t>(size_), Peer{now, now, {}});
    last_tick_ = last_beat_ = now;
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      lock.unlock();
      tick();
      lock.lock();
      wake_.wait_for(lock, tick_time, [&] { return ending_; });
    }
    lock.unlock();
    say_goodbye();
  }

  void wait_for_all() const { ranks_.barrier(); }

  void end() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    wake_.notify_one();
  }

  std::thread thread;

 private:
  // Which host each rank is on; the others need to know that of rank 0 alone.
  static std::vector<std::string> hosts_of(const Communicator& ranks) {
    const std::string name = host_name();
    auto hosts = ranks.gather(name);
    std::string first = ranks.rank() == 0 ? hosts.front() : std::string();
    ranks.broadcast(first);
    if (ranks.rank() != 0) {
      hosts.assign(static_cast<std::size_t>(ranks.size()), name);
      hosts.front() = first;
    }
    return hosts;
  }

  Peer& peer(int rank) { return peers_[static_cast<std::size_t>(rank)]; }

  void tick() {
    const auto now = Clock::now();
    // When this thread did not run, the others may have been suspended with it, and their beats are yet to
    // come.
    if (Seconds(now - last_tick_).count() > std::max(2.0, rules_.silent_seconds / 3)) forgive(now);
    last_tick_ = now;
    hooks_.tick();

    const Beat beat = hooks_.mine();
    note(me_, make_message(beat, stop_), now);
    if (me_ == 0) take_stop(beat.stop_asked);
    receive(now);
    send(now);
    if (knows_all()) hooks_.stopping(stop_);
    look_for_silence(now);
    look_for_stall(now);
  }

  void forgive(Clock::time_point now) {
    for (auto& peer : peers_) peer.heard = peer.moved = now;
  }

  void note(int from, const BeatMessage& message, Clock::time_point now) {
    Peer& sender = peer(from);
    sender.heard = now;
    if (message.moves != sender.last.moves) sender.moved = now;
    sender.last = message;
  }

  void take_stop(std::int32_t why) {
    if (stop_ == 0 && why != 0) {
      stop_ = why;
      due_ = true;
    }
  }

  void receive(Clock::time_point now) {
    while (mail_) {
      const auto received = mail_->receive();
      if (!received) return;
      note(received->from, received->message, now);
      take_stop(me_ == 0 ? received->message.stop_asked : received->message.stop_known);
    }
  }

  void send(Clock::time_point now) {
    if (!mail_) return;
    const BeatMessage& mine = peer(me_).last;
    // A wish to stop does not wait for the next beat.
    const bool asks = me_ != 0 && mine.stop_asked != 0 && stop_ == 0;
    if (!due_ && !(asks && !asked_) && now - last_beat_ < beat_time) return;
    last_beat_ = now;
    due_ = false;
    asked_ = asks;
    BeatMessage message = mine;
    message.stop_known = stop_;
    mail_->send_to_all(message);
  }

  // Rank 0 waits until all know, so that a job of which a rank is gone is not called stopped in good order.
  [[nodiscard]] bool knows_all() {
    if (stop_ == 0) return false;
    if (me_ != 0) return true;
    return std::all_of(peers_.begin() + 1, peers_.end(),
                       [](const Peer& peer) { return peer.last.stop_known != 0; });
  }

  [[nodiscard]] std::vector<RankPlace> places(const std::vector<int>& ranks) {
    std::vector<RankPlace> all;
    all.reserve(ranks.size());
    for (const int rank : ranks) {
      all.push_back({rank, hosts_[static_cast<std::size_t>(rank)], text_of(peer(rank).last)});
    }
    return all;
  }

  // The others count from their own clocks, and rank 0 knows more, so they let it speak first.
  [[nodiscard]] double silence_allowed() const {
    return me_ == 0 ? rules_.silent_seconds : rules_.silent_seconds + 0.25 * std::min(me_ - 1, 20) + 1;
  }

  void look_for_silence(Clock::time_point now) {
    if (!mail_ || rules_.silent_seconds <= 0) return;
    std::vector<int> silent;
    std::vector<int> heard;
    for (int rank = 0; rank < size_; ++rank) {
      if (me_ != 0 && rank != 0 && rank != me_) continue;
      (Seconds(now - peer(rank).heard).count() > silence_allowed() ? silent : heard).push_back(rank);
    }
    if (silent.empty()) return;
    hooks_.lost(fmt::format(
        "not heard of for {:.0f} s and taken for lost (stopped, or the node or its link is gone): {}. Of the "
        "others, {}",
        rules_.silent_seconds, tell(places(silent)), tell(places(heard))));
  }

  void look_for_stall(Clock::time_point now) {
    if (me_ != 0 || rules_.stall_seconds <= 0) return;
    const auto latest = std::max_element(peers_.begin(), peers_.end(), [](const Peer& a, const Peer& b) {
                          return a.moved < b.moved;
                        })->moved;
    const double since = Seconds(now - latest).count();
    if (since < rules_.stall_seconds) stalls_told_ = 1;
    if (since < rules_.stall_seconds * stalls_told_) return;
    std::vector<int> all(static_cast<std::size_t>(size_));
    for (int rank = 0; rank < size_; ++rank) all[static_cast<std::size_t>(rank)] = rank;
    hooks_.stalled(fmt::format("nothing has moved for {:.0f} s: {}", rules_.stall_seconds * stalls_told_,
                               tell(places(all))));
    stalls_told_ *= 2;
  }

  // No message may be under way when the communicator is freed.
  void say_goodbye() {
    if (!mail_) return;
    BeatMessage message = peer(me_).last;
    message.goodbye = 1;
    int due = me_ == 0 ? size_ - 1 : 1;
    const auto end = Clock::now() + Seconds(patience_at_end);
    bool said = false;
    while ((due > 0 || !said || !mail_->all_sent()) && Clock::now() < end) {
      // Rank 0 waits for all, so that nobody writes to one who has left.
      if (!said && (me_ != 0 || due == 0) && mail_->all_sent()) said = mail_->send_to_all(message);
      const auto received = due > 0 ? mail_->receive() : std::nullopt;
      if (received && received->message.goodbye != 0) --due;
      if (!received) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    mail_->close();
  }

  const Communicator& ranks_;
  HeartbeatRules rules_;
  HeartbeatHooks hooks_;
  int size_, me_;
  std::vector<std::string> hosts_;
  std::optional<BeatMail> mail_;
  std::vector<Peer> peers_;
  Clock::time_point last_tick_, last_beat_;
  std::int32_t stop_ = 0;
  bool due_ = true, asked_ = false;
  double stalls_told_ = 1;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
};

Heartbeat::Heartbeat(const Communicator& ranks, HeartbeatRules rules, HeartbeatHooks hooks)
    : pulse_(std::make_shared<Pulse>(ranks, rules, std::move(hooks))) {
  pulse_->thread = std::thread([pulse = pulse_] { pulse->run(); });
}

Heartbeat::~Heartbeat() {
  // A thread that still runs waits for ranks that may never come: it is left to the end of the job.
  if (pulse_->thread.joinable()) pulse_->thread.detach();
}

void Heartbeat::finish() {
  pulse_->wait_for_all();
  pulse_->end();
  pulse_->thread.join();
}

}  // namespace lampyris::mpi
