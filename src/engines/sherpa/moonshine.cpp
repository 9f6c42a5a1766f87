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
  explicit MoonshineWork(std::shared_ptr<Recogniser> recogniser)
      : recogniser_(std::move(recogniser)) {}

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> window, bool is_speech,
                                         const std::stop_token& closed) override {
    const auto stretch = cutter_.push(window, is_speech);
    if (!stretch || closed.stop_requested()) return std::nullopt;
    const std::size_t before = text_.size();
    add(words_of(*stretch));
    if (text_.size() == before) return std::nullopt;
    return engine::Hypothesis{
        .text = text_, .speech_end = stretch->speech_end, .is_settled = !cutter_.open_stretch()};
  }

  std::optional<engine::Hypothesis> peek(const std::stop_token& closed) override {
    if (closed.stop_requested()) return std::nullopt;
    const auto stretch = cutter_.open_stretch();
    std::string text = joined(text_, stretch ? words_of(*stretch) : "");
    if (failure_) return std::nullopt;
    return engine::Hypothesis{
        .text = std::move(text), .speech_end = cutter_.speech_end(), .is_settled = true};
  }

  base::Result<engine::Hypothesis> end(std::span<const std::int16_t> /*rest*/,
                                       const std::stop_token& closed) override {
    const auto stretch = cutter_.finish();
    if (stretch && !closed.stop_requested()) add(words_of(*stretch));
    if (failure_) return *failure_;
    const std::size_t speech_end = text_.empty() ? 0 : cutter_.speech_end();
    return engine::Hypothesis{.text = text_, .is_final = true, .speech_end = speech_end};
  }

 private:
  static std::string joined(const std::string& text, const std::string& words) {
    return text + (text.empty() || words.empty() ? "" : " ") + words;
  }
  void add(const std::string& words) { text_ = joined(text_, words); }

  /// Empty when there are none, or the recogniser failed. A stretch that only grew by silence since
  /// it was last recognised has the same words.
  std::string words_of(const StretchCutter::Stretch& stretch) {
    if (failure_) return {};
    if (known_speech_end_ == stretch.speech_end && known_speech_ == stretch.speech) return known_;
    auto heard = recogniser_->recognise(stretch.pcm);
    if (!heard) {
      failure_ = heard.error();
      return {};
    }
    known_speech_end_ = stretch.speech_end;
    known_speech_ = stretch.speech;
    known_ = tidy(*heard);
    if (is_made_up(known_, static_cast<double>(stretch.speech) / engine::kInputRateHz)) {
      known_.clear();
    }
    return known_;
  }

  const std::shared_ptr<Recogniser> recogniser_;
  StretchCutter cutter_;
  std::string text_;  // of the stretches that are closed
  std::optional<base::Error> failure_;
  std::string known_;  // words of the stretch that was recognised last
  std::size_t known_speech_end_ = 0;
  std::size_t known_speech_ = 0;
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
    return engine::make_pooled_stream(parts_.pool, parts_.vad,
                                      std::make_unique<MoonshineWork>(parts_.recogniser),
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
