#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"

namespace hotpin::engine {

struct TtsRequest {
  std::string text;  ///< one phrase of speakable UTF-8 text, at most kMaxPhraseBytes
  base::Priority priority = base::Priority::normal;  ///< urgent: the first phrase of a reply
};
inline constexpr std::size_t kMaxPhraseBytes = 1000;

/// Mono PCM at the rate of the voice, with the silence that the synthesiser puts around a phrase.
struct TtsAudio {
  std::vector<std::int16_t> samples;
  std::uint32_t rate_hz = 0;
};

struct TtsDone {
  double compute_ms = 0;  ///< engine time from when a thread took the phrase up
};

/// Any number of audio pieces, then exactly one TtsDone or Error (code "cancelled" after a stop
/// request). Text without anything to say gives TtsDone without audio.
using TtsEvent = std::variant<TtsAudio, TtsDone, base::Error>;
/// Called on the engine's thread, in order. Must not block or throw.
using TtsSink = std::function<void(TtsEvent)>;

/// A voice, shared by all sessions. Thread-safe. No call blocks but warm_up().
class Tts {
 public:
  virtual ~Tts() = default;
  virtual std::string_view name() const = 0;
  virtual base::Status warm_up() = 0;  ///< blocks; at start only
  virtual void synthesize(TtsRequest request, TtsSink sink, std::stop_token stop) = 0;
};

}  // namespace hotpin::engine
