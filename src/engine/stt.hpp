#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engine {

/// A word and where it stands in the utterance, in samples.
struct SpokenWord {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What was recognised of one utterance so far. The text is UTF-8 without control characters.
struct Hypothesis {
  std::string text;  ///< of the whole utterance; empty when nothing was said
  bool is_final = false;
  std::size_t speech_end = 0;       ///< sample behind the last one that held speech, 0 for none
  double compute_ms = 0;            ///< final only: engine time since finish() was called
  std::vector<SpokenWord> words{};  ///< final only, with HOTPIN_STT_WORDS, of engines that know
};

/// Called on the engine's thread, in order. Must not block or throw.
using SttSink = std::function<void(base::Result<Hypothesis>)>;

/// One utterance. Calls come from one thread at a time and return at once; the work is done on the
/// stt pool, in order. Destroying the stream cancels: the sink is not called after the destructor
/// has returned.
class SttStream {
 public:
  virtual ~SttStream() = default;
  /// 16 kHz mono. The samples are copied. May lead to partial hypotheses.
  virtual void accept(std::span<const std::int16_t> pcm) = 0;
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
};

}  // namespace hotpin::engine
