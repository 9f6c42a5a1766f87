#pragma once

#include <cstdint>
#include <optional>

#include "audio/input/block_meter.hpp"

namespace hotpin::audio {

/// How loud the one who speaks is: found in sound that stands out of the room and is voiced for a
/// while, then followed. It rises at once and sinks slowly. Blocks are of 10 ms, levels in dB. A
/// value; one thread.
class VoiceLevel {
 public:
  /// 2 dB in a second of voiced sound: how fast a quieter voice is believed. Voices sink towards
  /// the end of a sentence, which tells that it is over and must stay to be heard.
  static constexpr float kStepDb = 0.02F;

  /// Somebody speaks.
  bool is_known() const { return db_.has_value(); }
  /// If it is known.
  float db() const { return *db_; }

  /// A block while nobody is known to speak.
  void look_for(float level_db, bool is_voiced, float room_db);
  /// A voiced block while somebody speaks.
  void follow(float level_db);
  /// Nobody speaks any more.
  void forget() { *this = {}; }

 private:
  static constexpr float kNoneDb = -BlockMeter::kFullScaleDb;

  std::optional<float> db_;       // of the loudest voiced sound of late
  float candidate_db_ = kNoneDb;  // of what may yet be a voice
  std::uint64_t voiced_ = 0;      // a bit for each of the last blocks, the newest lowest
};

}  // namespace hotpin::audio
