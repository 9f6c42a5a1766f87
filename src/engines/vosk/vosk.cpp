#include <memory>
#include <utility>
#include <vector>

#include "engine/context.hpp"
#include "engine/pooled_stt.hpp"
#include "engine/stt.hpp"
#include "engines/vosk/model.hpp"
#include "engines/vosk/utterance.hpp"

namespace hotpin::engines::vosk {
namespace {

/// Recognition takes up to half as long as the speech: a task of two pieces does not keep others
/// waiting for long.
constexpr std::size_t kVoskTaskSamples = 2 * kPieceSamples;

/// Works while the audio arrives, so that little is left at its end.
class VoskStt final : public engine::Stt {
 public:
  VoskStt(std::shared_ptr<Model> model, const engine::Context& context)
      : model_(std::move(model)),
        vad_(*context.vad),
        pool_(context.stt_pool),
        with_words_(context.settings.flag("HOTPIN_STT_WORDS")) {}

  std::string_view name() const override { return "vosk"; }

  /// A new recogniser's first piece costs half a second; the first session gets this one.
  base::Status warm_up() override {
    const auto utterance = make_utterance(model_, false);
    const std::vector<std::int16_t> second(engine::kInputRateHz);
    utterance->hear(second, true, {});
    const auto heard = utterance->end({}, {});
    if (!heard) return heard.error();
    return base::ok();
  }

  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return engine::make_pooled_stream(pool_, vad_, make_utterance(model_, with_words_),
                                      std::move(sink), kVoskTaskSamples);
  }

 private:
  const std::shared_ptr<Model> model_;
  engine::Vad& vad_;
  base::TaskRunner& pool_;
  const bool with_words_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Stt>> make_vosk_stt(const engine::Context& context) {
  auto model = Model::load(HOTPIN_LIBVOSK, context.settings.text("VOSK_MODEL_PATH"));
  if (!model) return model.error();
  return std::unique_ptr<engine::Stt>(std::make_unique<VoskStt>(std::move(*model), context));
}

}  // namespace hotpin::engines::vosk
