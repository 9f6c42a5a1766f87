#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/tts.hpp"
#include "session/notices/notice_texts.hpp"
#include "session/reply/output_rate.hpp"

namespace hotpin::session {

/// A notice's audio at the rates that clients had so far. Thread-safe.
class OtherRates {
 public:
  std::vector<std::int16_t> of(const std::vector<std::int16_t>& pcm, OutputRate rate,
                               OutputRate wanted);

 private:
  std::mutex mutex_;
  std::map<std::uint32_t, std::vector<std::int16_t>> by_hz_;  // as many as protocols have rates
};

/// A fixed sentence, synthesised before it is needed, so that it can be said even when an engine
/// fails.
struct SpokenNotice {
  std::string text;
  std::vector<std::int16_t> pcm;  ///< silence trimmed
  OutputRate rate{};              ///< of `pcm`: the voice's own
  std::shared_ptr<OtherRates> others = std::make_shared<OtherRates>();

  /// Any thread. The first time for a rate takes about a millisecond.
  std::vector<std::int16_t> at(OutputRate wanted) const;
};
using SpokenNotices = std::array<SpokenNotice, dialog::kNotices>;  ///< by dialog::Notice

/// Synthesises the notices with the voice in use. Blocks; at start only, on a thread that is not
/// one of the engine's own.
base::Result<SpokenNotices> make_notices(engine::Tts& tts, const NoticeTexts& texts);

/// The notices in the voices that clients choose, each made once, when it is first chosen. Owned by
/// `app` through Services; the voice outlives it. Thread-safe; never blocks.
class ChosenNotices {
 public:
  /// At so many voices; who chooses a further one hears the server's own.
  static constexpr std::size_t kMaxVoices = 32;

  ChosenNotices(engine::Tts& tts, NoticeTexts own);

  /// Begins to make those of the voice `id`, which speaks `language`, unless that was done before.
  void prepare(const std::string& id, const std::string& language);
  /// Null until they are made; then the same for as long as this lives.
  const SpokenNotices* find(const std::string& id) const;

 private:
  struct Voice;
  engine::Tts& tts_;
  const NoticeTexts own_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Voice>> voices_;
};

}  // namespace hotpin::session
