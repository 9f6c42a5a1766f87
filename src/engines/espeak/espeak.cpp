#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <sstream>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "engine/context.hpp"
#include "engine/phonemizer.hpp"
#include "engine/tts.hpp"
#include "engine/voices.hpp"
#include "engine/word_times.hpp"
#include "engines/espeak/child_pool.hpp"
#include "engines/espeak/spoken_sounds.hpp"

namespace hotpin::engines::espeak {
namespace {

static_assert(espeak_wire::kMaxTextBytes == engine::kMaxPhraseBytes);

std::vector<std::int16_t> samples_of(std::span<const char> bytes) {
  std::vector<std::int16_t> samples(bytes.size() / sizeof(std::int16_t));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(std::int16_t));
  return samples;
}

/// Lines of "id\tname\tlanguage language".
std::vector<engine::VoiceInfo> parse_voices(const std::string& list) {
  std::vector<engine::VoiceInfo> voices;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    engine::VoiceInfo voice{.engine = "espeak"};
    std::getline(parts, voice.id, '\t');
    std::getline(parts, voice.name, '\t');
    for (std::string language; parts >> language;) voice.languages.push_back(language);
    if (!voice.id.empty()) voices.push_back(std::move(voice));
  }
  return voices;
}

/// IPA of each word by itself.
base::Result<std::vector<std::string>> phonemes_of(ChildPool& children,
                                                   const std::vector<std::string>& words,
                                                   std::string_view voice) {
  std::string lines;
  for (const std::string& word : words) lines.append(lines.empty() ? "" : "\n").append(word);
  std::string answer;
  const auto on_piece = [&](const Piece& piece) {
    answer.assign(piece.bytes.begin(), piece.bytes.end());
  };
  const Job job{espeak_wire::Kind::phonemes, std::string(voice), lines};
  if (const auto status = children.run(job, on_piece); !status) return status.error();
  std::vector<std::string> ipa;
  std::istringstream parts(answer + "\n");
  for (std::string line; std::getline(parts, line);) ipa.push_back(line);
  if (ipa.size() == words.size()) return ipa;
  return base::Error{"espeak_failed", "hotpin-espeak gave phonemes of other words"};
}

/// The robot's voice: a sentence in milliseconds. Owned by `app`, called from any thread; works on
/// the tts pool, whose tasks keep the children alive.
class EspeakTts final : public engine::Tts {
 public:
  EspeakTts(const engine::Context& context, std::string program)
      : pool_(context.tts_pool),
        children_(std::make_shared<ChildPool>(std::move(program))),
        usual_(usual_job(context.settings)) {}

  std::string_view name() const override { return "espeak"; }

  base::Status warm_up() override {
    const auto spoken = try_usual();
    if (spoken || (take_similar_voice() && try_usual())) return base::ok();
    return base::Error{"bad_setting", "the espeak voice (HOTPIN_ESPEAK_VOICE=" + usual_.voice +
                                          ") does not speak: " + spoken.error().detail};
  }

  std::vector<engine::VoiceInfo> voices() override {
    auto voices = listed();
    if (voices.empty()) return voices;
    const std::string own = usual_.voice.substr(0, usual_.voice.find('+'));  // "de+f3" is a "de"
    if (const engine::VoiceInfo* found = engine::find_voice(voices, own)) {
      const auto at = voices.begin() + (found - voices.data());
      std::rotate(voices.begin(), at, at + 1);
    } else {  // espeak-ng finds one for more names than it lists
      voices.insert(voices.begin(), {usual_.voice, usual_.voice, {own}, "espeak"});
    }
    return voices;
  }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const base::Priority priority = request.priority;
    auto work = [children = children_, sink, stop = std::move(stop),
                 job = job_for(std::move(request.text), request.voice)] {
      if (base::guarded("tts", [&] { speak(*children, job, sink, stop); })) return;
      sink(base::Error{"tts_failed", "the voice failed"});
    };
    if (pool_.try_post(std::move(work), priority)) return;
    sink(base::Error{"overloaded", "too many phrases wait for the voice"});
  }

 private:
  base::Status try_usual() {
    return children_->run(job_for("Hello.", {}), [](const Piece&) {});
  }

  /// espeak-ng knows "de" and not "de-DE" or "German".
  bool take_similar_voice() {
    const auto known = listed();
    const engine::VoiceInfo* const found = engine::find_voice(known, usual_.voice);
    if (found != nullptr) usual_.voice = found->id;
    return found != nullptr;
  }

  std::vector<engine::VoiceInfo> listed() {
    std::string list;
    const auto on_piece = [&](const Piece& piece) {
      list.assign(piece.bytes.begin(), piece.bytes.end());
    };
    if (!children_->run({.kind = espeak_wire::Kind::voices}, on_piece)) return {};
    return parse_voices(list);
  }

  static void speak(ChildPool& children, const Job& job, const engine::TtsSink& sink,
                    const std::stop_token& stop) {
    if (stop.stop_requested()) return sink(base::Error{engine::kCancelled, "no longer wanted"});
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::int16_t> spoken;
    std::string sounds;
    const auto on_piece = [&](const Piece& piece) {
      if (piece.kind != espeak_wire::Kind::pcm)
        return void(sounds.assign(piece.bytes.begin(), piece.bytes.end()));
      auto samples = samples_of(piece.bytes);
      spoken.insert(spoken.end(), samples.begin(), samples.end());
      sink(engine::TtsAudio{std::move(samples), piece.rate_hz});
    };
    const auto status = children.run(job, on_piece, stop);
    if (!status) return sink(status.error());
    auto words = times_of(children, job, sounds, spoken);
    sink(engine::TtsDone{base::to_ms(std::chrono::steady_clock::now() - begin), std::move(words)});
  }

  static std::vector<engine::WordTime> times_of(ChildPool& children, const Job& job,
                                                const std::string& sounds,
                                                const std::vector<std::int16_t>& spoken) {
    if (spoken.empty()) return {};
    const auto words = base::text_words(job.text);
    const auto ipa = phonemes_of(children, base::each_word(job.text, words), job.voice);
    if (!ipa) return {};
    return engine::word_times(words, begins_of_words(sounds, *ipa), spoken);
  }

  static Job usual_job(const base::Settings& settings) {
    const auto number = [&](const char* name) { return static_cast<int>(settings.integer(name)); };
    return {.kind = espeak_wire::Kind::speak,
            .voice = settings.text("HOTPIN_ESPEAK_VOICE"),
            .text = {},
            .words_per_minute = number("HOTPIN_ESPEAK_RATE"),
            .pitch = number("HOTPIN_ESPEAK_PITCH"),
            .volume = number("HOTPIN_ESPEAK_VOLUME")};
  }

  Job job_for(std::string text, const engine::VoiceChoice& choice) const {
    Job job = usual_;
    job.text = std::move(text);
    if (!choice.id.empty()) job.voice = choice.id;
    job.words_per_minute = engine::rate_of(choice, job.words_per_minute);
    job.pitch = choice.pitch.value_or(job.pitch);
    job.volume = choice.volume.value_or(job.volume);
    return job;
  }

  base::TaskRunner& pool_;
  std::shared_ptr<ChildPool> children_;
  Job usual_;  // its voice is settled by warm_up()
};

/// Owned by `app`, called from any thread.
class EspeakPhonemizer final : public engine::Phonemizer {
 public:
  explicit EspeakPhonemizer(std::string program) : children_(std::move(program)) {}

  base::Result<std::string> phonemes(std::string_view text, std::string_view voice) override {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    const auto ipa = phonemes_of(children_, {line}, voice);
    if (!ipa) return ipa.error();
    return ipa->front();
  }

  base::Result<std::vector<std::string>> phonemes_of_each(const std::vector<std::string>& words,
                                                          std::string_view voice) override {
    return phonemes_of(children_, words, voice);
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
