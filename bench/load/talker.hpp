#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "load/open_microphone.hpp"
#include "load/options.hpp"
#include "load/plan.hpp"
#include "load/turn_tracker.hpp"
#include "load/utterance.hpp"
#include "net/client_socket.hpp"

namespace hotpin::bench {

/// What all simulated users of a run share.
struct Scene {
  const Options& options;
  const std::vector<Utterance>& utterances;
  std::string session_prefix;  ///< of this run alone, so that no history is found
  std::shared_ptr<base::Executor> executor;
  std::map<std::pair<std::size_t, int>, std::string> clips;  ///< by utterance and tail, in bytes
  std::vector<float> lateness_ms;  ///< of every message: handed to the socket after it was due
};

/// Told of each user once: joined, then finished (those that talk) or lost.
class TalkerObserver {
 public:
  virtual ~TalkerObserver() = default;
  virtual void on_joined() = 0;
  virtual void on_finished() = 0;
  virtual void on_lost(std::size_t user, const base::Error& why) = 0;
};

/// One simulated user: joins, and then speaks as planned, at the pace of speech. One that is given
/// no plan stays connected and silent. Owned by the generator, on its loop's thread; outlives the
/// loop's run().
///
/// Ended by signal, audio is sent while the user speaks and for the tail behind it. Hands-free, the
/// microphone stays open: room tone before, between and behind the utterances.
class Talker final : public net::ClientSocketHandler {
 public:
  Talker(std::size_t user, Scene& scene, TalkerObserver& observer);

  void connect(net::ClientLoop& loop) { socket_ = loop.open(*this); }
  void talk(const UserPlan& plan, base::TimePoint run_begin);
  void leave();
  const std::vector<TurnRecord>& records() const { return tracker_.records(); }
  bool is_gone() const { return is_gone_; }
  std::size_t answer_samples() const { return answer_samples_; }

  void on_open() override;
  void on_text(std::string_view message, base::TimePoint at) override;
  void on_binary(std::span<const std::byte> message, base::TimePoint at) override;
  void on_gone(const base::Error& why) override;

 private:
  base::Milliseconds message_length() const {
    return base::Milliseconds(scene_.options.message_ms);
  }
  void at(base::TimePoint due, void (Talker::*step)());
  void take(const ServerSaid& said, base::TimePoint at);
  void begin_turn();
  void next_turn();
  void send_piece();
  void send_open_microphone();
  void send_audio(std::string bytes, base::TimePoint due);
  void finish();

  const std::size_t user_;
  Scene& scene_;
  TalkerObserver& observer_;
  std::unique_ptr<Dialect> dialect_;
  std::shared_ptr<net::ClientSocket> socket_;
  TurnTracker tracker_;
  const UserPlan* plan_ = nullptr;
  base::TimePoint run_begin_{};
  std::optional<OpenMicrophone> microphone_;  // hands-free
  std::uint64_t position_ = 0;                // samples of this turn's clip that were sent
  std::size_t answer_samples_ = 0;
  bool is_ready_ = false;
  bool is_finished_ = false;
  bool is_gone_ = false;
};

}  // namespace hotpin::bench
