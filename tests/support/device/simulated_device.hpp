#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/device/decoder.hpp"
#include "support/device/frames.hpp"

namespace hotpin::tests {

/// A device of the field, in software: an ESP32 with a microphone, a loudspeaker and one button, as
/// its firmware behaves towards a server, lock-ups included. It streams what it hears with two
/// messages unacknowledged at most, plays only what comes behind `processing/tts`, reads nothing
/// while the end of a reply plays, takes a text only if one read of its socket gives it whole, and
/// leaves its voice mode only when a reply has been played and `complete` has come.
///
/// Where the firmware was read but no device was at hand: a recording that was broken off counts as
/// ended by its user. Lives in the thread that calls it; not thread-safe.
class SimulatedDevice {
 public:
  struct Options {
    /// How much faster than a real one it records, plays and waits. What the server has promised is
    /// judged in real time.
    double speed = 10;
    /// Compiled in; empty for one that no other device has.
    std::string session_id{};
    /// A connection on which nothing comes for so long is dead, by the kernel's own probes.
    double dead_after_ms = 25'000;
    /// Its user gives it up after so long.
    double patience_ms = 60'000;
  };
  /// What has just happened, for doing something in the middle of a turn: the first message was
  /// acknowledged, the end of speech was sent, a stage was told, the first audio came, the last was
  /// played.
  enum class Moment { connected, recording, sent, waiting, thinking, playing, played };
  /// What became of one use of the button.
  struct Turn {
    bool is_stuck = false;
    std::string state;                ///< of the device, in the end, and what happened last
    std::vector<std::string> stages;  ///< as they came: transcription, llm, tts, complete, error
    std::string transcript{};
    double played_ms = 0;
    std::string pcm;              ///< that was played
    int refused_clicks = 0;       ///< at the end of the utterance
    bool was_broken_off = false;  ///< the recording
  };

  SimulatedDevice(std::uint16_t port, Options options);
  ~SimulatedDevice();
  SimulatedDevice(const SimulatedDevice&) = delete;
  SimulatedDevice& operator=(const SimulatedDevice&) = delete;

  /// The user presses the button, speaks for so long, presses it again, and listens.
  Turn talk(double speech_ms, bool is_loud = true);
  /// Does `action` once, when that happens next.
  void at(Moment moment, std::function<void()> action) { actions_[moment] = std::move(action); }
  /// Time passes, in the device's milliseconds.
  void wait(double span_ms);
  /// Reads nothing for so long, in real milliseconds.
  void stop_reading(double span_ms) { blind_until_real_ms_ = now().real_ms + span_ms; }
  bool say(std::string_view text) { return send(device::text, text); }
  /// Its user unplugs it: what it was doing is over, and it begins anew.
  void restart();

  /// What it minded since the last call.
  std::vector<std::string> take_complaints() { return std::exchange(complaints_, {}); }
  /// Bytes of audio that waited to be played, at most.
  std::size_t most_buffered_bytes() const { return decoder_.most_buffered_bytes(); }
  std::uint32_t connections() const { return connections_; }
  int close_code() const { return close_code_; }  ///< of the last connection; 0 for none
  bool is_in_standby() const { return !in_voice_mode_; }
  std::string state() const;
  std::string last_events() const;

 private:
  enum class Stage { idle, transcription, llm, tts, complete };

  device::Now now() const;
  void step();
  void connect_if_due();
  void read();
  void take(const device::Piece& piece);
  void take_text(const device::Piece& piece);
  void take_status(const std::string& status, const std::string& stage);
  void take_audio(const device::Piece& piece);
  void push_on();
  void block_until_played();
  void enter(Stage stage);
  void lose_connection();
  void look_after_connection();

  bool press();
  bool is_busy() const;
  void hear_user();
  void stream();
  void send_message();
  void end_stream();
  void break_off(const std::string& why);
  void leave_voice_mode_if_free();
  bool can_send_audio() const;
  bool send(device::Opcode opcode, std::string_view payload);
  void happens(Moment moment);
  void note(const std::string& event);

  const std::uint16_t port_;
  const Options options_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::vector<std::string> complaints_;
  std::deque<std::string> events_;  // the last ones
  std::map<Moment, std::function<void()>> actions_;

  // The connection.
  std::unique_ptr<device::FrameSocket> socket_;
  bool is_session_ready_ = false;
  std::uint32_t connections_ = 0;
  int close_code_ = 0;
  double connect_at_ms_ = 0;
  double backoff_ms_;
  double ping_at_ms_ = 0;
  double heard_real_ms_ = 0;              // when something came
  double blocked_until_ms_ = 0;           // its task waits for the end of a reply
  double blind_until_real_ms_ = 0;        // the test wants it not to read
  std::string pending_;                   // audio that the decoder has no room for
  double pending_until_ms_ = 0;           // dropped then
  Stage connection_stage_ = Stage::idle;  // what the connection knows

  // The button's side.
  Stage stage_ = Stage::idle;  // what it was told of the connection's
  bool in_voice_mode_ = false;
  bool wants_out_ = false;  // the user has pressed the button again
  bool awaits_transcription_ = false;
  bool has_played_ = false;  // a reply, since the voice mode began
  device::Decoder decoder_;

  // The microphone.
  std::string speech_;  // that its user will say
  double speech_from_ms_ = 0;
  std::size_t spoken_ = 0;  // bytes, of speech_
  std::string ring_;        // recorded, not sent yet
  bool is_capturing_ = false;
  bool is_streaming_ = false;
  double stream_from_ms_ = 0;
  std::uint32_t sent_ = 0;
  std::uint32_t acknowledged_ = 0;
  double stalled_since_real_ms_ = -1;
  Turn turn_;
};

}  // namespace hotpin::tests
