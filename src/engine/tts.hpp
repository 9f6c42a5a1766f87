#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"

namespace hotpin::engine {

/// How to speak. What is missing is as the settings say; what an engine cannot do it leaves out.
struct VoiceChoice {
  std::string id;                       ///< of Tts::voices(); empty for the engine's own
  std::optional<int> words_per_minute;  ///< 80 to 450; 175 is unhurried
  std::optional<int> pitch;             ///< 0 to 99, 50 is the voice's own
  std::optional<int> volume;            ///< 0 to 200 %
  double pace = 1;                      ///< times the rate, whoever sets that
};
inline constexpr int kUsualWordsPerMinute = 175;  // of pyttsx3

/// Words a minute, of an engine whose own rate is `own`.
inline int rate_of(const VoiceChoice& choice, int own = kUsualWordsPerMinute) {
  constexpr int kSlowest = 80;
  constexpr int kFastest = 450;
  const double rate = choice.pace * choice.words_per_minute.value_or(own);
  return std::clamp(static_cast<int>(std::lround(rate)), kSlowest, kFastest);
}

struct VoiceInfo {
  std::string id;
  std::string name;                    ///< for people
  std::vector<std::string> languages;  ///< tags such as "en-us", the most fitting first
  std::string engine;
};

struct TtsRequest {
  std::string text;  ///< one phrase of speakable UTF-8 text, at most kMaxPhraseBytes
  base::Priority priority = base::Priority::normal;  ///< urgent: the first phrase of a reply
  VoiceChoice voice{};
};
inline constexpr std::size_t kMaxPhraseBytes = 1000;

/// Mono PCM at the rate of the voice, with the silence that the synthesiser puts around a phrase.
struct TtsAudio {
  std::vector<std::int16_t> samples;
  std::uint32_t rate_hz = 0;
};

/// When a word of TtsRequest::text is heard.
struct WordTime {
  std::size_t text_begin = 0;  ///< bytes of the text, without the spaces around the word
  std::size_t text_end = 0;
  std::size_t begin = 0;  ///< of its sound: samples of the phrase's audio, all pieces joined
  std::size_t end = 0;
};

struct TtsDone {
  double compute_ms = 0;  ///< engine time from when a thread took the phrase up
  /// The words that were said, both texts and sounds in order; empty when the engine cannot tell.
  std::vector<WordTime> words{};
};

/// Any number of audio pieces, each as soon as it is there, then exactly one TtsDone or Error (code
/// "cancelled" after a stop request). Text without anything to say gives TtsDone without audio.
using TtsEvent = std::variant<TtsAudio, TtsDone, base::Error>;
/// Called on the engine's thread, in order. Must not block or throw.
using TtsSink = std::function<void(TtsEvent)>;

/// A voice, shared by all sessions. Thread-safe. No call blocks but warm_up().
class Tts {
 public:
  virtual ~Tts() = default;
  virtual std::string_view name() const = 0;
  virtual base::Status warm_up() = 0;  ///< blocks; at start only
  /// What VoiceChoice::id may name, the engine's own voice first. Blocks for some milliseconds; at
  /// start only.
  virtual std::vector<VoiceInfo> voices() { return {}; }
  virtual void synthesize(TtsRequest request, TtsSink sink, std::stop_token stop) = 0;
};

}  // namespace hotpin::engine
