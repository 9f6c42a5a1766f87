#include "session/notices/notices.hpp"

#include <atomic>
#include <future>
#include <utility>

#include "audio/resampler.hpp"
#include "session/reply/phrase_sound.hpp"

namespace hotpin::session {
namespace {

base::Result<SpokenNotice> joined(const std::string& text,
                                  const std::vector<engine::TtsAudio>& audio) {
  const OutputRate own{audio.empty() ? OutputRate{}.hz : audio.front().rate_hz};
  SpokenNotice notice{text, to_output(audio, own), own};
  if (notice.pcm.empty()) return base::Error{"tts_failed", "the voice gives no sound"};
  return notice;
}

using OnMade = std::function<void(base::Result<SpokenNotice>)>;

/// Calls `on_made` once, on the engine's thread.
void make_notice(engine::Tts& tts, std::string text, engine::VoiceChoice voice,
                 base::Priority priority, OnMade on_made) {
  auto sink = [text, on_made = std::move(on_made),
               audio = std::vector<engine::TtsAudio>()](engine::TtsEvent event) mutable {
    if (auto* piece = std::get_if<engine::TtsAudio>(&event)) {
      audio.push_back(std::move(*piece));
    } else if (const auto* error = std::get_if<base::Error>(&event)) {
      on_made(*error);
    } else {
      on_made(joined(text, audio));
    }
  };
  tts.synthesize({std::move(text), priority, std::move(voice)}, std::move(sink), {});
}

}  // namespace

std::vector<std::int16_t> SpokenNotice::at(OutputRate wanted) const {
  return wanted.hz == rate.hz ? pcm : others->of(pcm, rate, wanted);
}

std::vector<std::int16_t> OtherRates::of(const std::vector<std::int16_t>& pcm, OutputRate rate,
                                         OutputRate wanted) {
  const std::lock_guard lock(mutex_);
  const auto [at, is_new] = by_hz_.try_emplace(wanted.hz);
  if (is_new) at->second = audio::resample(pcm, rate.hz, wanted.hz);
  return at->second;
}

base::Result<SpokenNotices> make_notices(engine::Tts& tts, const NoticeTexts& texts) {
  SpokenNotices notices;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto made = std::make_shared<std::promise<base::Result<SpokenNotice>>>();
    make_notice(tts, texts[i], {}, base::Priority::urgent,
                [made](base::Result<SpokenNotice> notice) { made->set_value(std::move(notice)); });
    auto notice = made->get_future().get();
    if (!notice) return notice.error();
    notices[i] = std::move(*notice);
  }
  return notices;
}

struct ChosenNotices::Voice {
  SpokenNotices notices;  // each written once, before `missing` says so
  std::atomic<std::size_t> missing{dialog::kNotices};
};

ChosenNotices::ChosenNotices(engine::Tts& tts, NoticeTexts own) : tts_(tts), own_(std::move(own)) {}

void ChosenNotices::prepare(const std::string& id, const std::string& language) {
  const auto voice = std::make_shared<Voice>();
  {
    const std::lock_guard lock(mutex_);
    if (voices_.size() >= kMaxVoices || !voices_.emplace(id, voice).second) return;
  }
  const NoticeTexts texts = with_own(notice_texts(language), own_);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    make_notice(tts_, texts[i], {.id = id}, base::Priority::normal,
                [voice, i](base::Result<SpokenNotice> notice) {
                  if (!notice) return;  // the server's own are said in its place
                  voice->notices[i] = std::move(*notice);
                  --voice->missing;
                });
  }
}

const SpokenNotices* ChosenNotices::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = voices_.find(id);
  return found != voices_.end() && found->second->missing == 0 ? &found->second->notices : nullptr;
}

}  // namespace hotpin::session
