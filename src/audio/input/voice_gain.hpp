#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/input/block_meter.hpp"
#include "audio/input/gliding_gain.hpp"
#include "audio/input/room_level.hpp"
#include "audio/input/voice_level.hpp"

namespace hotpin::audio {

/// Brings a quiet voice to a usual level, and leaves usual ones bit by bit. A voice is told from
/// noise by its pitch: sound that stands out of the room and has a steady one for a while. A
/// sentence keeps its gain; a much louder voice lowers it at once, a quieter one raises it slowly;
/// when nobody has spoken for a while it is 1 again.
///
/// So that a quiet sentence has the same gain from its first sound on, sound that is too quiet for
/// a usual voice waits for up to kLongestWait while nobody speaks; speech and what follows it never
/// waits. One per stream, one thread. Sound is 16 kHz in the scale of 16-bit samples.
class VoiceGain {
 public:
  using Pcm = std::vector<std::int16_t>;

  /// Levels are of 10 ms, in dB below a full-scale square wave. A voice whose loudest sounds are
  /// softer than this is a quiet one:
  static constexpr float kQuietDb = -42;
  /// What its first sounds are brought to, and how much louder it may become:
  static constexpr float kUsualDb = -30;
  static constexpr float kHeadroomDb = 10;
  static constexpr float kMostGainDb = 40;
  /// The room is not lifted above this, as loud as rooms usually are.
  static constexpr float kLoudestRoomDb = -50;
  static constexpr std::size_t kLongestWait = 16 * 400;

  void push(std::span<const float> in, Pcm& out);
  /// What waits is given as it is.
  void flush(Pcm& out);
  /// What comes may be an echo of what is played, which nobody may take for a voice: the gain is 1.
  void set_echo(bool may_be_echo);

 private:
  void take(std::span<const float> part, Pcm& out);
  void end_block(Pcm& out);
  bool sounds_voiced(float level_db);
  void look_for_voice(float level_db, bool is_voiced, Pcm& out);
  void follow_voice(float level_db, bool is_voiced);
  void begin_to_pass(Pcm& out);
  void give_held(std::size_t samples, Pcm& out);
  void forget_voice();
  float gain_to(float level_db) const;

  BlockMeter meter_;
  RoomLevel room_;
  VoiceLevel voice_;
  GlidingGain gain_;
  bool is_waiting_ = true;
  std::vector<float> held_;       // while waiting: kLongestWait and a block at most
  std::size_t loud_blocks_ = 0;   // one behind the other
  std::size_t quiet_blocks_ = 0;  // in which nobody speaks, one behind the other
  bool is_echo_ = false;
  std::size_t echo_blocks_ = 0;  // still to come that may be echo
};

}  // namespace hotpin::audio
