#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "engine/context.hpp"
#include "engine/pooled_stt.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"
#include "engines/sherpa/recogniser.hpp"
#include "engines/sherpa/stretch_cutter.hpp"
#include "engines/sherpa/transcript.hpp"

namespace hotpin::engines::sherpa {
namespace {

struct Parts {
  std::shared_ptr<Recogniser> recogniser;
  engine::Vad& vad;
  base::TaskRunner& pool;
};

/// One utterance: cut at its pauses, recognised stretch by stretch.
class MoonshineWork final : public engine::UtteranceWork {
 public:
  explicit MoonshineWork(Parts parts) : parts_(std::move(parts)) {}

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> pcm,
                                         const std::stop_token& closed) override {
    if (!vad_) vad_ = parts_.vad.open();  // here, since it may load a model
    rest_.insert(rest_.end(), pcm.begin(), pcm.end());
    const std::size_t size = parts_.vad.window_samples();
    std::size_t at = 0;
    bool has_new_words = false;
    for (; at + size <= rest_.size(); at += size) {
      const auto window = std::span<const std::int16_t>(rest_).subspan(at, size);
      const auto stretch = cutter_.push(window, vad_->is_speech(window));
      if (stretch && recognise(*stretch, closed)) has_new_words = true;
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
    if (!has_new_words) return std::nullopt;
    return engine::Hypothesis{.text = text_, .speech_end = cutter_.speech_end()};
  }

  base::Result<engine::Hypothesis> end(const std::stop_token& closed) override {
    if (const auto stretch = cutter_.finish()) recognise(*stretch, closed);
    if (failure_) return *failure_;
    const std::size_t speech_end = text_.empty() ? 0 : cutter_.speech_end();
    return engine::Hypothesis{.text = text_, .is_final = true, .speech_end = speech_end};
  }

 private:
  /// Whether it added words.
  bool recognise(const StretchCutter::Stretch& stretch, const std::stop_token& closed) {
    if (closed.stop_requested() || failure_) return false;
    auto heard = parts_.recogniser->recognise(stretch.pcm);
    if (!heard) {
      failure_ = heard.error();
      return false;
    }
    const std::string words = tidy(*heard);
    if (is_made_up(words, static_cast<double>(stretch.speech) / engine::kInputRateHz)) return false;
    text_ += (text_.empty() ? "" : " ") + words;
    return true;
  }

  const Parts parts_;
  std::unique_ptr<engine::VadStream> vad_;
  StretchCutter cutter_;
  std::vector<std::int16_t> rest_;  // less than a window
  std::string text_;
  std::optional<base::Error> failure_;
};

class MoonshineStt final : public engine::Stt {
 public:
  explicit MoonshineStt(Parts parts) : parts_(std::move(parts)) {}

  std::string_view name() const override { return "moonshine"; }

  base::Status warm_up() override {
    const std::vector<std::int16_t> second(engine::kInputRateHz);
    const auto heard = parts_.recogniser->recognise(second);
    if (!heard) return heard.error();
    return base::ok();
  }

  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return engine::make_pooled_stream(parts_.pool, {}, std::make_unique<MoonshineWork>(parts_),
                                      std::move(sink));
  }

 private:
  const Parts parts_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Stt>> make_moonshine_stt(const engine::Context& context) {
  const base::Settings& settings = context.settings;
  const std::string folder = settings.is_given("HOTPIN_STT_MODEL_PATH")
                                 ? settings.text("HOTPIN_STT_MODEL_PATH")
                                 : settings.text("HOTPIN_MODELS_DIR") + "/moonshine-tiny-en";
  auto recogniser = Recogniser::load(folder);
  if (!recogniser) return recogniser.error();
  return std::unique_ptr<engine::Stt>(std::make_unique<MoonshineStt>(
      Parts{std::move(*recogniser), *context.vad, context.stt_pool}));
}

}  // namespace hotpin::engines::sherpa
