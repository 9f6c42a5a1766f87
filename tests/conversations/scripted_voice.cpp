#include "conversations/scripted_voice.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <utility>

namespace hotpin::tests {
namespace {

constexpr int kSoundLevel = 500;
constexpr std::int16_t kFirstLevel = 1000;
constexpr std::size_t kWindow = 512;
constexpr std::size_t kEndingPause = 3 * kWindow;

std::string first_words(const std::string& text, double share) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  const auto count = static_cast<std::size_t>(share * static_cast<double>(words.size()) + 0.01);
  std::string out;
  for (std::size_t i = 0; i < std::min(count, words.size()); ++i) {
    out += (out.empty() ? "" : " ") + words[i];
  }
  return out;
}

/// A sentence fades and sinks to its end; elsewhere the voice breaks off.
audio::VoiceEnding ending_of(const std::string& text) {
  const bool is_over = text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  if (is_over) return {.fade_ms = 250, .drop_db = 12, .last_syllable_ms = 260, .pitch_st = -1};
  return {.fade_ms = 60, .drop_db = 2, .last_syllable_ms = 80, .pitch_st = 3};
}

class Stream final : public engine::SttStream {
 public:
  Stream(std::shared_ptr<const ScriptedVoice> voice, std::shared_ptr<base::Executor> executor,
         base::Duration takes, engine::SttSink sink)
      : voice_(std::move(voice)),
        executor_(std::move(executor)),
        takes_(takes),
        sink_(std::make_shared<engine::SttSink>(std::move(sink))) {}

  void accept(std::span<const std::int16_t> pcm) override {
    for (const std::int16_t sample : pcm) {
      note(sample);
      if (++seen_ % kWindow != 0) continue;
      activity_.heard = seen_;
      if (std::exchange(is_loud_, false)) {
        activity_.speech += kWindow;
        activity_.speech_end = seen_;
        activity_.ending.reset();
      } else if (activity_.speech > 0 && seen_ - activity_.speech_end == kEndingPause) {
        activity_.ending = ending_of(text());
      }
      (*sink_)(activity_);
    }
  }
  void peek() override { answer(false); }
  void finish() override { answer(true); }

 private:
  void note(std::int16_t sample) {
    if (std::abs(int{sample}) <= kSoundLevel) return;
    is_loud_ = true;
    if (parts_.empty() || parts_.back().first != sample) parts_.emplace_back(sample, 0);
    ++parts_.back().second;
  }

  void answer(bool is_final) {
    engine::Hypothesis words{.text = text(),
                             .is_final = is_final,
                             .speech_end = activity_.speech_end,
                             .is_settled = !is_final};
    executor_->post_after(takes_, [weak = std::weak_ptr(sink_), words] {
      if (const auto sink = weak.lock()) (*sink)(words);
    });
  }

  std::string text() const {
    std::string text;
    for (const auto& [level, samples] : parts_) {
      const ScriptedVoice::Said* said = voice_->find(level);
      if (said == nullptr) continue;
      const std::string words = first_words(
          said->text, static_cast<double>(samples) / static_cast<double>(said->samples));
      text += (text.empty() || words.empty() ? "" : " ") + words;
    }
    return text;
  }

  std::shared_ptr<const ScriptedVoice> voice_;
  std::shared_ptr<base::Executor> executor_;
  base::Duration takes_;
  std::shared_ptr<engine::SttSink> sink_;
  std::vector<std::pair<std::int16_t, std::size_t>> parts_;  // level, samples
  engine::VoiceActivity activity_;
  std::size_t seen_ = 0;
  bool is_loud_ = false;
};

class ScriptedStt final : public engine::Stt {
 public:
  ScriptedStt(std::shared_ptr<const ScriptedVoice> voice, std::shared_ptr<base::Executor> executor,
              base::Duration takes)
      : voice_(std::move(voice)), executor_(std::move(executor)), takes_(takes) {}
  std::string_view name() const override { return "scripted"; }
  bool is_scripted() const override { return true; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return std::make_unique<Stream>(voice_, executor_, takes_, std::move(sink));
  }

 private:
  std::shared_ptr<const ScriptedVoice> voice_;
  std::shared_ptr<base::Executor> executor_;
  base::Duration takes_;
};

}  // namespace

std::vector<std::int16_t> ScriptedVoice::say(const std::string& text, std::size_t samples) {
  std::int16_t level = kNoise;
  if (!text.empty()) {
    level = static_cast<std::int16_t>(kFirstLevel + said_.size());
    said_.push_back({text, samples});
  }
  return std::vector<std::int16_t>(samples, level);
}

const ScriptedVoice::Said* ScriptedVoice::find(std::int16_t level) const {
  const auto at = static_cast<std::size_t>(std::max(0, level - kFirstLevel));
  return level < kFirstLevel || at >= said_.size() ? nullptr : &said_[at];
}

std::unique_ptr<engine::Stt> make_scripted_stt(std::shared_ptr<const ScriptedVoice> voice,
                                               std::shared_ptr<base::Executor> executor,
                                               base::Duration takes) {
  return std::make_unique<ScriptedStt>(std::move(voice), std::move(executor), takes);
}

}  // namespace hotpin::tests
