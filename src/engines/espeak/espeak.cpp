#include <algorithm>
#include <cctype>
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

constexpr std::uint32_t kRateHz = 22050;  // of every voice that espeak-ng makes itself

/// A letter or digit of any script.
bool has_something_to_say(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

/// NUL would end the text for the child.
std::string speakable(std::string_view text) {
  std::string out(text.substr(0, engine::kMaxPhraseBytes));
  std::erase(out, '\0');
  return out;
}

std::vector<std::int16_t> samples_of(std::span<const char> bytes) {
  std::vector<std::int16_t> samples(bytes.size() / sizeof(std::int16_t));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(std::int16_t));
  return samples;
}

/// The robot's voice: a sentence in milliseconds.
class EspeakTts final : public engine::Tts {
 public:
  EspeakTts(const engine::Context& context, std::string program)
      : pool_(context.tts_pool),
        children_(std::make_shared<ChildPool>(std::move(program))),
        voice_(context.settings.text("HOTPIN_ESPEAK_VOICE")),
        words_per_minute_(static_cast<int>(context.settings.integer("HOTPIN_ESPEAK_RATE"))) {}

  std::string_view name() const override { return "espeak"; }

  base::Status warm_up() override {
    const auto spoken = children_->run(job_for("Hello."), [](std::span<const char>) {});
    if (spoken) return base::ok();
    const bool is_voice = spoken.error().code == kJobRefused;
    return base::Error{"bad_setting",
                       (is_voice ? "HOTPIN_ESPEAK_VOICE: " : "") + spoken.error().detail};
  }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const base::Priority priority = request.priority;
    const auto work = [children = children_, job = job_for(request.text), sink, stop] {
      speak(*children, job, sink, stop);
    };
    if (!pool_.try_post(work, priority))
      sink(base::Error{"overloaded", "too many phrases wait for the voice"});
  }

 private:
  static void speak(ChildPool& children, const Job& job, const engine::TtsSink& sink,
                    const std::stop_token& stop) {
    if (stop.stop_requested()) return sink(base::Error{engine::kCancelled, "no longer wanted"});
    if (!has_something_to_say(job.text)) return sink(engine::TtsDone{});
    const auto begin = std::chrono::steady_clock::now();
    const auto result = children.run(
        job,
        [&](std::span<const char> piece) {
          sink(engine::TtsAudio{samples_of(piece), kRateHz});
        },
        stop);
    if (!result) return sink(result.error());
    sink(engine::TtsDone{base::to_ms(std::chrono::steady_clock::now() - begin)});
  }

  Job job_for(std::string_view text) const {
    return {espeak_wire::Kind::speak, voice_, words_per_minute_, speakable(text)};
  }

  base::TaskRunner& pool_;
  std::shared_ptr<ChildPool> children_;
  const std::string voice_;
  const int words_per_minute_;
};

class EspeakPhonemizer final : public engine::Phonemizer {
 public:
  explicit EspeakPhonemizer(std::string program) : children_(std::move(program)) {}

  base::Result<std::string> phonemes(std::string_view text, std::string_view voice) override {
    std::string ipa;
    const Job job{espeak_wire::Kind::phonemes, std::string(voice), 0, speakable(text)};
    const auto result = children_.run(
        job, [&](std::span<const char> piece) { ipa.append(piece.data(), piece.size()); });
    if (!result) return result.error();
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
