#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audio/voice_ending.hpp"
#include "base/result.hpp"

namespace hotpin::engine {

/// A word and where it stands in the utterance, in samples.
struct SpokenWord {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// How far an utterance has been listened to, by the voice detector alone. In samples from the
/// utterance's first.
struct VoiceActivity {
  std::size_t heard = 0;       ///< judged so far
  std::size_t speech_end = 0;  ///< behind the last one that held speech; 0 for none
  std::size_t speech = 0;      ///< how many held speech
  /// How the voice fell silent, when it has been silent for a moment (96 ms) and as long as it is.
  std::optional<audio::VoiceEnding> ending{};
};

/// What was recognised of one utterance so far. The text is UTF-8 without control characters.
struct Hypothesis {
  std::string text;  ///< of the whole utterance; empty when nothing was said
  bool is_final = false;
  /// Sample behind the last one that held speech, 0 for none. The text holds all speech up to it.
  std::size_t speech_end = 0;
  double compute_ms = 0;  ///< final only: engine time since finish() was called
  double total_ms = 0;  ///< engine time for all of the utterance, voice detection too; 0: not known
  std::vector<SpokenWord> words{};  ///< final only, with HOTPIN_STT_WORDS, of engines that know
  /// Partial only: if no speech follows, the final text is this one.
  bool is_settled = false;
};

using SttEvent = std::variant<VoiceActivity, Hypothesis, base::Error>;
/// Called on the engine's thread or inside accept(), in order. Must not block or throw.
using SttSink = std::function<void(SttEvent)>;

/// One utterance. Calls come from one thread at a time and return at once; the work is done on the
/// stt pool, in order. Destroying the stream cancels: the sink is not called after the destructor
/// has returned. However long it is silent, it keeps no more than the last moments of silence.
class SttStream {
 public:
  virtual ~SttStream() = default;
  /// 16 kHz mono. The samples are copied. Leads to VoiceActivity whenever speech begins or pauses,
  /// and at least each 100 ms; may lead to partial hypotheses.
  virtual void accept(std::span<const std::int16_t> pcm) = 0;
  /// Wants to know the words so far: leads to at most one partial hypothesis, of all that was
  /// accepted before. What it costs, finish() need not do again when no speech follows. May be
  /// ignored.
  virtual void peek() {}
  /// Nothing follows. Leads to exactly one final hypothesis or error.
  virtual void finish() = 0;
};

/// A speech recogniser, shared by all sessions. Thread-safe.
class Stt {
 public:
  virtual ~Stt() = default;
  virtual std::string_view name() const = 0;
  /// Runs the model once so that the first session does not pay for it. Blocks; at start only.
  virtual base::Status warm_up() = 0;
  virtual std::unique_ptr<SttStream> open(SttSink sink) = 0;
  /// Reads a script in the samples' values, which must reach it as they came: in tests.
  virtual bool is_scripted() const { return false; }
};

}  // namespace hotpin::engine
