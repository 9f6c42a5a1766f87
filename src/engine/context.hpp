#pragma once

#include <cstdint>

#include "audio/listening_rate.hpp"
#include "base/executor.hpp"
#include "base/machine/busy_cores.hpp"
#include "base/settings.hpp"
#include "base/shared_page.hpp"

namespace hotpin::engine {

class Phonemizer;
class Vad;

/// What an engine's factory gets. All of it outlives the engine.
struct Context {
  const base::Settings& settings;
  base::TaskRunner& stt_pool;        ///< for recognition, one task a thread
  base::TaskRunner& tts_pool;        ///< for synthesis; the first phrase of a reply is urgent
  base::SharedPage& shared;          ///< what is known of an upstream is known to all workers
  Vad* vad = nullptr;                ///< never null for an Stt factory
  Phonemizer* phonemizer = nullptr;  ///< never null for a Tts factory
  /// Told and asked by who computes on threads of its own. Null: nobody else computes.
  base::BusyCores* cores = nullptr;
};

/// Rate of all speech that goes into a recogniser or detector: mono, signed 16-bit.
inline constexpr std::uint32_t kInputRateHz = audio::kListeningHz;

/// The code of the error an engine ends a call with when its stop token asked for it.
inline constexpr const char* kCancelled = "cancelled";

}  // namespace hotpin::engine
