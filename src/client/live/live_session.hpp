#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "client/live/reply_player.hpp"
#include "client/live/server_link.hpp"
#include "client/live/talk_key.hpp"
#include "client/live/voice_input.hpp"
#include "client/view.hpp"

namespace hotpin::client {

/// A conversation with microphone and speaker: the keys' or the voice's turns go out, replies are
/// heard and accounted for. One thread calls step() again and again; it waits at most some
/// milliseconds, or for a network that does not take what is said.
class LiveSession {
 public:
  struct Options {
    ServerLink::Options server;
    bool is_hands_free = false;
    bool has_keys = true;  ///< without, the first turn begins by itself and is the only one
  };

  LiveSession(Options options, std::unique_ptr<Microphone> microphone,
              std::unique_ptr<Speaker> speaker, View& view);

  /// Joins; errors are for the user.
  base::Status begin();
  void press(char key);
  /// The error ends the session: a device is gone, or the server is for good.
  base::Status step();
  /// A file has been said to its end, and answered; or the user wants to leave.
  bool is_over() const { return is_over_; }
  void end();

 private:
  base::Status talk();
  void begin_talking();
  void end_talking();
  void end_cut_talk();
  void stop_reply();
  base::Status listen_to_server();
  base::Status take(const net::WebSocketClient::Message& message);
  void take(const Event& event);
  void complete(const Event& event);
  base::Status hear();
  void report_played(bool is_last);
  void on_lost(const base::Error& why);
  base::Status come_back();
  void tell_losses();
  void see_whether_over();
  base::Status look_at_the_clock();

  const Options options_;
  View& view_;
  ServerLink link_;
  VoiceInput voice_;
  ReplyPlayer player_;
  TalkKey key_;
  bool is_talking_ = false;
  bool is_over_ = false;
  bool reply_is_open_ = false;  ///< the player's turn is not complete
  double resumed_ms_ = 0;       ///< what was heard of the reply whose rest may come
  int open_turns_ = 0;  ///< said and not answered; hands-free: somebody speaks, or is answered
  bool has_talked_ = false;
  bool wants_rest_ = true;  ///< of the reply, if the connection is lost
  bool was_cut_ = false;    ///< the server has ended an utterance before its speaker did
  std::uint64_t told_lost_ = 0;
  Ledger ledger_;  ///< of the turn that is being answered
  std::optional<base::TimePoint> end_of_speech_;
  std::optional<double> heard_here_ms_;
  base::TimePoint last_report_{};
  double last_reported_ms_ = -1;
  base::TimePoint last_event_{};
  base::Duration patience_ = std::chrono::seconds(60);
};

}  // namespace hotpin::client
