#pragma once

#include <memory>

#include "base/result.hpp"
#include "client/live/awaited_answers.hpp"
#include "client/live/played_reports.hpp"
#include "client/live/reply_player.hpp"
#include "client/live/server_link.hpp"
#include "client/live/turn_latency.hpp"
#include "client/live/user_speech.hpp"
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
  LiveSession(const LiveSession&) = delete;
  LiveSession& operator=(const LiveSession&) = delete;

  /// Joins; errors are for the user.
  base::Status begin();
  void press(char key);
  /// The error ends the session: a device is gone, or the server is for good.
  base::Status step();
  /// A file has been said to its end, and answered; or the user wants to leave.
  bool is_over() const { return is_over_; }
  void end();

 private:
  void begin_talking();
  void talking_ended();
  void stop_reply();
  base::Status listen_to_server();
  base::Status take(const net::WebSocketClient::Message& message);
  void take(const Event& event);
  void take_phrase(const Event& phrase);
  void complete(const Event& event);
  base::Status play_reply();
  void on_lost(const base::Error& why);
  base::Status come_back();
  void see_whether_over();
  base::Status look_at_the_clock();

  const Options options_;
  View& view_;
  ServerLink link_;
  UserSpeech speech_;
  ReplyPlayer player_;
  PlayedReports reports_;
  AwaitedAnswers answers_;
  TurnLatency latency_;
  bool reply_is_open_ = false;  ///< the player's turn is not complete
  double rest_from_ms_ = 0;     ///< what was heard of the reply whose rest may come
  bool is_over_ = false;
};

}  // namespace hotpin::client
