#include "audio/input/voice_level.hpp"

#include <algorithm>
#include <bit>

namespace hotpin::audio {
namespace {

/// A voice's loudest sounds stand out of the room by so much.
constexpr float kLoudestOverRoomDb = 15;
/// So much of the last 300 ms is voiced before it is a voice: 90 ms, more than a cough has.
constexpr std::uint64_t kLately = (std::uint64_t{1} << 30U) - 1;
constexpr int kVoicedBlocks = 9;

}  // namespace

void VoiceLevel::look_for(float level_db, bool is_voiced, float room_db) {
  voiced_ = (voiced_ << 1U) | (is_voiced ? 1U : 0U);
  if (is_voiced) candidate_db_ = std::max(candidate_db_, level_db);
  if ((voiced_ & kLately) == 0) candidate_db_ = kNoneDb;
  const bool is_voice = std::popcount(voiced_ & kLately) >= kVoicedBlocks &&
                        candidate_db_ > room_db + kLoudestOverRoomDb;
  if (is_voice) db_ = candidate_db_;
}

void VoiceLevel::follow(float level_db) { db_ = std::max(level_db, *db_ - kStepDb); }

}  // namespace hotpin::audio
