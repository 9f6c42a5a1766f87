#include "audio/input/voice_gain.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "audio/pitch.hpp"

namespace hotpin::audio {
namespace {

constexpr std::size_t kBlock = 160;  // 10 ms
constexpr float kFullScaleDb = 90.3F;
/// A voice stands out of the room by so much, and its loudest sounds by more.
constexpr float kOverRoomDb = 10;
constexpr float kVoiceOverRoomDb = 15;
/// So much of the last 300 ms has a pitch before it is a voice: 90 ms, more than a cough has.
constexpr std::uint64_t kLately = (std::uint64_t{1} << 30U) - 1;
constexpr int kVoicedBlocks = 9;
constexpr float kSteadySt = 1;  // from one block to the next
/// Loud for so long, it is no click: 30 ms.
constexpr std::size_t kLoudBlocks = 3;
/// 2 dB in a second of voiced sound: how fast a quieter voice is believed, and lifted. Voices sink
/// towards the end of a sentence, which tells that it is over and must stay to be heard.
constexpr float kStepDb = 0.02F;
/// Nobody speaks any more: longer than any silence that ends a turn. A noise is over sooner.
constexpr std::size_t kForgetVoice = 300;
constexpr std::size_t kForgetNoise = 50;
/// An echo goes on for so long behind what is played.
constexpr std::size_t kEchoTail = 50;
constexpr std::size_t kRoomBlocks = 100;
constexpr std::size_t kPitchSamples = kPitchWindow + kLongestLag;
/// By which the gain nears its target with each sample: 3 ms.
constexpr float kNearer = 0.02F;

float factor(float db) { return std::pow(10.0F, db / 20); }
float decibels(float gain) { return 20 * std::log10(gain); }

}  // namespace

void VoiceGain::push(std::span<const float> in, Pcm& out) {
  if (echo_blocks_ > 0) flush(out);
  while (!in.empty()) {
    const std::size_t count = std::min(in.size(), kBlock - in_block_);
    take(in.first(count), out);
    in = in.subspan(count);
  }
}

void VoiceGain::flush(Pcm& out) {
  write(held_, out);
  held_.clear();
}

void VoiceGain::set_echo(bool may_be_echo) {
  is_echo_ = may_be_echo;
  if (!may_be_echo) return;
  echo_blocks_ = kEchoTail;
  is_waiting_ = false;
  forget_voice();
}

void VoiceGain::take(std::span<const float> part, Pcm& out) {
  for (const float sample : part) {
    energy_ += double{sample} * sample;
    low_sum_ += sample / kPitchDecimation;
    if (++in_block_ % kPitchDecimation != 0) continue;
    low_.push_back(low_sum_);
    low_sum_ = 0;
  }
  if (is_waiting_) held_.insert(held_.end(), part.begin(), part.end());
  else write(part, out);
  if (in_block_ == kBlock) end_block(out);
}

void VoiceGain::end_block(Pcm& out) {
  const float level_db = end_level();
  note_room(level_db);
  if (echo_blocks_ > 0) {
    if (!is_echo_) --echo_blocks_;
    return;
  }
  loud_blocks_ = level_db + decibels(target_) > kUsualDb + kHeadroomDb ? loud_blocks_ + 1 : 0;
  const bool is_over_room = level_db > room_db_ + kOverRoomDb;
  const bool is_voiced = is_over_room && (loud_blocks_ >= kLoudBlocks || is_pitch_steady());
  if (voice_db_) follow_voice(level_db, is_voiced);
  else look_for_voice(level_db, is_voiced, out);
}

/// Of the block that is over, in dB.
float VoiceGain::end_level() {
  const double mean = (energy_ + energy_before_) / (2 * kBlock);
  energy_before_ = energy_;
  energy_ = 0;
  in_block_ = 0;
  if (low_.size() > kPitchSamples) {
    low_.erase(low_.begin(), low_.end() - static_cast<std::ptrdiff_t>(kPitchSamples));
  }
  return static_cast<float>(10 * std::log10(mean + 0.1)) - kFullScaleDb;
}

void VoiceGain::note_room(float level_db) {
  const bool is_first = room_blocks_ == 0 && room_before_db_ == 0;
  if (is_first) room_now_db_ = room_before_db_ = level_db;
  room_now_db_ = std::min(room_now_db_, level_db);
  if (++room_blocks_ >= kRoomBlocks) {
    room_before_db_ = room_now_db_;
    room_now_db_ = level_db;
    room_blocks_ = 0;
  }
  room_db_ = std::min(room_now_db_, room_before_db_);
}

/// Voices glide; what is found in noise jumps.
bool VoiceGain::is_pitch_steady() {
  if (low_.size() != kPitchSamples) return false;
  const std::optional<float> before = std::exchange(pitch_, pitch_of(low_));
  return before && pitch_ && std::abs(*pitch_ - *before) < kSteadySt;
}

/// Nobody is known to speak.
void VoiceGain::look_for_voice(float level_db, bool is_voiced, Pcm& out) {
  voiced_ = (voiced_ << 1U) | (is_voiced ? 1U : 0U);
  if (is_voiced) candidate_db_ = std::max(candidate_db_, level_db);
  if ((voiced_ & kLately) == 0) candidate_db_ = -kFullScaleDb;
  const bool is_voice = std::popcount(voiced_ & kLately) >= kVoicedBlocks &&
                        candidate_db_ > room_db_ + kVoiceOverRoomDb;
  const bool is_loud = level_db >= kQuietDb;
  quiet_blocks_ = is_loud ? 0 : quiet_blocks_ + 1;
  if (is_voice) voice_db_ = candidate_db_;
  if (is_voice || (is_waiting_ && is_loud)) return begin_to_pass(out);
  if (quiet_blocks_ >= kForgetNoise) is_waiting_ = true;
  if (held_.size() <= kLongestWait) return;
  const std::size_t late = held_.size() - kLongestWait;
  write(std::span(held_).first(late), out);
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(late));
}

void VoiceGain::begin_to_pass(Pcm& out) {
  quiet_blocks_ = 0;
  is_waiting_ = false;
  const bool is_quiet_voice = voice_db_ && *voice_db_ < kQuietDb;
  target_ = is_quiet_voice ? factor(gain_to(kUsualDb)) : 1;
  if (!held_.empty()) gain_ = target_;  // so soft that no step is heard
  flush(out);
}

void VoiceGain::follow_voice(float level_db, bool is_voiced) {
  quiet_blocks_ = is_voiced ? 0 : quiet_blocks_ + 1;
  if (quiet_blocks_ >= kForgetVoice) {
    is_waiting_ = true;
    return forget_voice();
  }
  if (is_voiced) voice_db_ = std::max(level_db, *voice_db_ - kStepDb);
  const float now_db = decibels(target_);
  const float least_db = *voice_db_ < kQuietDb ? gain_to(kUsualDb) : 0;
  const float risen_db = is_voiced ? std::min(least_db, now_db + kStepDb) : now_db;
  const float next_db = std::min(std::max(now_db, risen_db), gain_to(kUsualDb + kHeadroomDb));
  if (next_db != now_db) target_ = factor(next_db);
}

void VoiceGain::forget_voice() {
  voice_db_.reset();
  voiced_ = 0;
  candidate_db_ = -kFullScaleDb;
  target_ = 1;
}

/// In dB, of the voice there is.
float VoiceGain::gain_to(float level_db) const {
  const float wanted = std::min(level_db - *voice_db_, kLoudestRoomDb - room_db_);
  return std::clamp(wanted, 0.0F, kMostGainDb);
}

void VoiceGain::write(std::span<const float> in, Pcm& out) {
  out.reserve(out.size() + in.size());
  for (const float sample : in) {
    gain_ += kNearer * (target_ - gain_);
    const float lifted = std::clamp(sample * gain_, -32768.0F, 32767.0F);
    out.push_back(static_cast<std::int16_t>(std::lrint(lifted)));
  }
}

}  // namespace hotpin::audio
