#pragma once

#include <cstddef>

#include "dialog/turn/listening.hpp"
#include "dialog/turn/turn_rules.hpp"

namespace hotpin::dialog {

/// When the recogniser is asked for the words so far of one utterance. What answers whether it is
/// due also notes that it was asked. Pure.
class Peeks {
 public:
  /// A pause as long as this may be the end: time for the recogniser to say what it has. Closed
  /// lips are shorter.
  static constexpr std::size_t kPause = 96 * kMs;
  /// In push-to-talk asking is a favour: at a longer pause unless the model is slow, longer still
  /// with each one in the utterance that was not the end, and so many times at most.
  static constexpr std::size_t kFavourPause = 128 * kMs;
  static constexpr std::size_t kMoreFavourPause = 32 * kMs;
  static constexpr std::size_t kMostFavourPause = 192 * kMs;
  static constexpr std::size_t kLeast = 2;
  static constexpr std::size_t kSpeechPerPeek = 1000 * kMs;
  /// Speech behind which the recogniser is asked for the words that are being said, and how much of
  /// what it was then there must be the next time: all of it is recognised again.
  static constexpr std::size_t kFirstWords = 800 * kMs;
  static constexpr std::size_t kMoreWordsPercent = 150;
  /// So short a pause is seldom the end. If it is, the words are there and read when kPause is
  /// over; else they are more of what is being said.
  static constexpr std::size_t kBreathPause = 32 * kMs;
  static constexpr std::size_t kMoreWordsAtBreathPercent = 120;
  /// How often somebody who speaks over the reply is looked into.
  static constexpr std::size_t kJudgeEvery = 320 * kMs;

  /// Hands-free, once a pause: nothing can be judged without the words.
  bool ask(const Listening& heard);
  /// Push-to-talk can do without.
  bool ask_as_favour(const Listening& heard, const TurnRules& rules);
  /// While somebody speaks over a reply.
  bool ask_over_reply(const Listening& heard);
  /// While somebody speaks on, or draws breath.
  bool ask_while_spoken(const Listening& heard, const TurnRules& rules);

  /// Speech up to here was asked about, at a pause; 0 for none.
  std::size_t asked_up_to() const { return asked_up_to_; }

 private:
  std::size_t asked_up_to_ = 0;
  std::size_t speech_at_pause_ = 0;  // when it was last asked at a pause
  std::size_t speech_spoken_ = 0;    // when it was last asked while somebody spoke on
  std::size_t count_ = 0;            // at pauses
};

}  // namespace hotpin::dialog
