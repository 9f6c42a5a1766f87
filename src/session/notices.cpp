#include <future>
#include <string_view>
#include <utility>

#include "session/reply/playout.hpp"
#include "session/services.hpp"

namespace hotpin::session {
namespace {

constexpr std::array<std::string_view, 3> kTexts = {
    "Sorry, I did not catch that.",
    "Sorry, something went wrong. Please try again.",
    "Sorry, I was still speaking and missed that.",
};

base::Result<SpokenNotice> make_notice(engine::Tts& tts, std::string_view text) {
  std::promise<base::Status> ended;
  std::vector<engine::TtsAudio> audio;
  const auto sink = [&](engine::TtsEvent event) {
    if (auto* piece = std::get_if<engine::TtsAudio>(&event)) {
      audio.push_back(std::move(*piece));
    } else if (const auto* error = std::get_if<base::Error>(&event)) {
      ended.set_value(*error);
    } else {
      ended.set_value(base::ok());
    }
  };
  tts.synthesize({std::string(text), base::Priority::urgent}, sink, {});
  if (const base::Status status = ended.get_future().get(); !status) return status.error();
  SpokenNotice notice{std::string(text), to_output(audio).pcm};
  if (notice.pcm.empty()) return base::Error{"tts_failed", "the voice gives no sound"};
  return notice;
}

}  // namespace

base::Result<std::array<SpokenNotice, 3>> make_notices(engine::Tts& tts) {
  std::array<SpokenNotice, 3> notices;
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    auto notice = make_notice(tts, kTexts[i]);
    if (!notice) return notice.error();
    notices[i] = std::move(*notice);
  }
  return notices;
}

}  // namespace hotpin::session
