#include "audio/input/voice_gain.hpp"

#include <algorithm>

namespace hotpin::audio {
namespace {

/// A voice stands out of the room by so much.
constexpr float kOverRoomDb = 10;
/// Loud for so long, it is no click: 30 ms.
constexpr std::size_t kLoudBlocks = 3;
/// Nobody speaks any more: longer than any silence that ends a turn. A noise is over sooner.
constexpr std::size_t kForgetVoice = 300;
constexpr std::size_t kForgetNoise = 50;
/// An echo goes on for so long behind what is played.
constexpr std::size_t kEchoTail = 50;

}  // namespace

void VoiceGain::push(std::span<const float> in, Pcm& out) {
  if (echo_blocks_ > 0) flush(out);
  while (!in.empty()) {
    const std::size_t count = std::min(in.size(), meter_.lacking());
    take(in.first(count), out);
    in = in.subspan(count);
  }
}

void VoiceGain::flush(Pcm& out) { give_held(held_.size(), out); }

void VoiceGain::set_echo(bool may_be_echo) {
  is_echo_ = may_be_echo;
  if (!may_be_echo) return;
  echo_blocks_ = kEchoTail;
  is_waiting_ = false;
  forget_voice();
}

void VoiceGain::take(std::span<const float> part, Pcm& out) {
  meter_.add(part);
  if (is_waiting_) held_.insert(held_.end(), part.begin(), part.end());
  else gain_.apply(part, out);
  if (meter_.lacking() == 0) end_block(out);
}

void VoiceGain::end_block(Pcm& out) {
  const float level_db = meter_.end_block();
  room_.note(level_db);
  if (echo_blocks_ > 0) {
    if (!is_echo_) --echo_blocks_;
    return;
  }
  const bool is_voiced = sounds_voiced(level_db);
  if (voice_.is_known()) follow_voice(level_db, is_voiced);
  else look_for_voice(level_db, is_voiced, out);
}

/// By its pitch; a sound that would come out too loud, and is no click, needs none.
bool VoiceGain::sounds_voiced(float level_db) {
  const bool is_loud = level_db + gain_.target_db() > kUsualDb + kHeadroomDb;
  loud_blocks_ = is_loud ? loud_blocks_ + 1 : 0;
  const bool is_over_room = level_db > room_.db() + kOverRoomDb;
  return is_over_room && (loud_blocks_ >= kLoudBlocks || meter_.is_pitch_steady());
}

/// Nobody is known to speak.
void VoiceGain::look_for_voice(float level_db, bool is_voiced, Pcm& out) {
  voice_.look_for(level_db, is_voiced, room_.db());
  const bool is_loud = level_db >= kQuietDb;
  quiet_blocks_ = is_loud ? 0 : quiet_blocks_ + 1;
  if (voice_.is_known() || (is_waiting_ && is_loud)) return begin_to_pass(out);
  if (quiet_blocks_ >= kForgetNoise) is_waiting_ = true;
  if (held_.size() > kLongestWait) give_held(held_.size() - kLongestWait, out);
}

void VoiceGain::begin_to_pass(Pcm& out) {
  quiet_blocks_ = 0;
  is_waiting_ = false;
  const bool is_quiet_voice = voice_.is_known() && voice_.db() < kQuietDb;
  gain_.glide_to(is_quiet_voice ? gain_to(kUsualDb) : 0);
  if (!held_.empty()) gain_.jump();  // so soft that no step is heard
  flush(out);
}

void VoiceGain::follow_voice(float level_db, bool is_voiced) {
  quiet_blocks_ = is_voiced ? 0 : quiet_blocks_ + 1;
  if (quiet_blocks_ >= kForgetVoice) {
    is_waiting_ = true;
    return forget_voice();
  }
  if (is_voiced) voice_.follow(level_db);
  const float now_db = gain_.target_db();
  const float least_db = voice_.db() < kQuietDb ? gain_to(kUsualDb) : 0;
  const float risen_db = is_voiced ? std::min(least_db, now_db + VoiceLevel::kStepDb) : now_db;
  const float next_db = std::min(std::max(now_db, risen_db), gain_to(kUsualDb + kHeadroomDb));
  if (next_db != now_db) gain_.glide_to(next_db);
}

void VoiceGain::forget_voice() {
  voice_.forget();
  gain_.glide_to(0);
}

/// The oldest of what waits.
void VoiceGain::give_held(std::size_t samples, Pcm& out) {
  gain_.apply(std::span(held_).first(samples), out);
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(samples));
}

/// In dB, of the voice there is.
float VoiceGain::gain_to(float level_db) const {
  const float wanted = std::min(level_db - voice_.db(), kLoudestRoomDb - room_.db());
  return std::clamp(wanted, 0.0F, kMostGainDb);
}

}  // namespace hotpin::audio
