#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "engine/context.hpp"
#include "engine/phonemizer.hpp"
#include "engine/tts.hpp"
#include "engines/espeak/child_pool.hpp"

namespace hotpin::engines::espeak {
namespace {

static_assert(espeak_wire::kMaxTextBytes == engine::kMaxPhraseBytes);

std::vector<std::int16_t> samples_of(std::span<const char> bytes) {
  std::vector<std::int16_t> samples(bytes.size() / sizeof(std::int16_t));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(std::int16_t));
  return samples;
}

/// The robot's voice: a sentence in milliseconds. Owned by `app`, called from any thread; works on
/// the tts pool, whose tasks keep the children alive.
class EspeakTts final : public engine::Tts {
 public:
  EspeakTts(const engine::Context& context, std::string program)
      : pool_(context.tts_pool),
        children_(std::make_shared<ChildPool>(std::move(program))),
        voice_(context.settings.text("HOTPIN_ESPEAK_VOICE")),
        words_per_minute_(static_cast<int>(context.settings.integer("HOTPIN_ESPEAK_RATE"))) {}

  std::string_view name() const override { return "espeak"; }

  base::Status warm_up() override {
    const auto spoken = children_->run(job_for("Hello."), [](const Piece&) {});
    if (spoken) return base::ok();
    return base::Error{"bad_setting", "the espeak voice (HOTPIN_ESPEAK_VOICE=" + voice_ +
                                          ") does not speak: " + spoken.error().detail};
  }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const base::Priority priority = request.priority;
    auto work = [children = children_, job = job_for(std::move(request.text)), sink,
                 stop = std::move(stop)] { speak(*children, job, sink, stop); };
    if (pool_.try_post(std::move(work), priority)) return;
    sink(base::Error{"overloaded", "too many phrases wait for the voice"});
  }

 private:
  static void speak(ChildPool& children, const Job& job, const engine::TtsSink& sink,
                    const std::stop_token& stop) {
    if (stop.stop_requested()) return sink(base::Error{engine::kCancelled, "no longer wanted"});
    const auto begin = std::chrono::steady_clock::now();
    const auto on_piece = [&](const Piece& piece) {
      sink(engine::TtsAudio{samples_of(piece.bytes), piece.rate_hz});
    };
    const auto status = children.run(job, on_piece, stop);
    if (!status) return sink(status.error());
    sink(engine::TtsDone{base::to_ms(std::chrono::steady_clock::now() - begin)});
  }

  Job job_for(std::string text) const {
    return {espeak_wire::Kind::speak, voice_, words_per_minute_, std::move(text)};
  }

  base::TaskRunner& pool_;
  std::shared_ptr<ChildPool> children_;
  const std::string voice_;
  const int words_per_minute_;
};

/// Owned by `app`, called from any thread.
class EspeakPhonemizer final : public engine::Phonemizer {
 public:
  explicit EspeakPhonemizer(std::string program) : children_(std::move(program)) {}

  base::Result<std::string> phonemes(std::string_view text, std::string_view voice) override {
    std::string ipa;
    const Job job{espeak_wire::Kind::phonemes, std::string(voice), 0, std::string(text)};
    const auto on_piece = [&](const Piece& piece) {
      ipa.assign(piece.bytes.begin(), piece.bytes.end());
    };
    if (const auto status = children_.run(job, on_piece); !status) return status.error();
    return ipa;
  }

 private:
  ChildPool children_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Tts>> make_espeak_tts(const engine::Context& context) {
  auto program = find_program(context.settings);
  if (!program) return program.error();
  return std::unique_ptr<engine::Tts>(std::make_unique<EspeakTts>(context, std::move(*program)));
}

base::Result<std::unique_ptr<engine::Phonemizer>> make_espeak_phonemizer(
    const engine::Context& context) {
  auto program = find_program(context.settings);
  if (!program) return program.error();
  return std::unique_ptr<engine::Phonemizer>(
      std::make_unique<EspeakPhonemizer>(std::move(*program)));
}

}  // namespace hotpin::engines::espeak
