#include "endpointing/hearing.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <ctime>
#include <future>
#include <sstream>

#include "audio/faded_voice.hpp"
#include "base/clock.hpp"
#include "dialog/turn_machine.hpp"
#include "engine/context.hpp"
#include "engines/sherpa/stretch_cutter.hpp"
#include "engines/sherpa/transcript.hpp"
#include "session/persona.hpp"

namespace hotpin::bench {
namespace {

using engines::sherpa::Recogniser;
using engines::sherpa::StretchCutter;

constexpr std::size_t kPeekPause = dialog::TurnMachine::kPeekPause;

double thread_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Words {
  std::vector<std::string> plain;  // lower case, no marks
  std::vector<bool> ends_a_sentence;
};

Words words_of(const std::string& text) {
  Words words;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    std::string plain;
    for (const char c : word) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0) plain += static_cast<char>(std::tolower(byte));
    }
    if (plain.empty()) continue;
    words.plain.push_back(plain);
    words.ends_a_sentence.push_back(std::string_view(".?!").find(word.back()) !=
                                    std::string_view::npos);
  }
  return words;
}

/// Whether `rest` is how `whole` ends, its beginning being the same sentence.
bool is_word_gap(const Words& whole, const Words& rest) {
  if (rest.plain.empty() || rest.plain.size() >= whole.plain.size()) return false;
  const std::size_t before = whole.plain.size() - rest.plain.size();
  return !whole.ends_a_sentence[before - 1] &&
         std::equal(rest.plain.begin(), rest.plain.end(),
                    whole.plain.begin() + static_cast<std::ptrdiff_t>(before));
}

/// One turn through the detector and the recogniser.
class Listener {
 public:
  Listener(const Turn& turn, engine::Vad& vad, Recogniser& recogniser, engine::Llm* language)
      : turn_(turn), vad_(vad.open()), recogniser_(recogniser), language_(language) {}

  std::vector<Silence> run(std::size_t window) {
    const std::span<const std::int16_t> pcm(turn_.pcm);
    for (heard_ = window; heard_ <= pcm.size(); heard_ += window) {
      const auto samples = pcm.subspan(heard_ - window, window);
      const bool is_speech = voice_.is_speech(samples, vad_->is_speech(samples));
      if (is_speech) speech_ += window;
      const auto stretch = cutter_.push(samples, is_speech);
      if (stretch) text_ += (text_.empty() ? "" : " ") + recognised(*stretch);
      follow(is_speech, window);
    }
    if (is_looked_at_) silences_.back().end = pcm.size();
    return std::move(silences_);
  }

 private:
  void follow(bool is_speech, std::size_t window) {
    if (is_speech) {
      if (is_looked_at_) silences_.back().end = heard_ - window;
      is_looked_at_ = false;
    } else if (!is_looked_at_ && speech_ > 0 && heard_ - cutter_.speech_end() >= kPeekPause) {
      is_looked_at_ = true;
      look();
    }
  }

  void look() {
    Silence silence{.begin = cutter_.speech_end(), .speech = speech_};
    const double begin_ms = thread_ms();
    const auto stretch = cutter_.open_stretch();
    silence.text = text_ + (text_.empty() ? "" : " ") + (stretch ? recognised(*stretch) : "");
    silence.voice =
        audio::voice_ending(std::span(turn_.pcm).first(heard_)).value_or(audio::VoiceEnding{});
    const double words_ms = thread_ms();
    judge(silence);
    silence.words_ms = static_cast<double>(heard_ - silence.begin) / 16 + words_ms - begin_ms;
    silences_.push_back(std::move(silence));
  }

  /// As a session asks it, and waits here for the answer.
  void judge(Silence& silence) {
    if (language_ == nullptr || silence.text.empty()) return;
    auto question = session::end_question("bench", session::make_persona("", true), silence.text);
    const auto begin = std::chrono::steady_clock::now();
    std::promise<double> probability;
    language_->judge_end(std::move(question), [&](double it) { probability.set_value(it); });
    silence.end_probability = probability.get_future().get();
    silence.language_ms = base::to_ms(std::chrono::steady_clock::now() - begin);
  }

  std::string recognised(const StretchCutter::Stretch& stretch) {
    const auto text = recogniser_.recognise(stretch.pcm);
    if (!text) return {};
    const std::string words = engines::sherpa::tidy(*text);
    const double seconds = static_cast<double>(stretch.speech) / engine::kInputRateHz;
    return engines::sherpa::is_made_up(words, seconds) ? std::string() : words;
  }

  const Turn& turn_;
  std::unique_ptr<engine::VadStream> vad_;
  audio::FadedVoice voice_;
  Recogniser& recogniser_;
  engine::Llm* language_;
  StretchCutter cutter_;
  std::string text_;  // of the stretches that are closed
  std::size_t heard_ = 0;
  std::size_t speech_ = 0;
  bool is_looked_at_ = false;
  std::vector<Silence> silences_;
};

/// Behind the last window that the detector takes for speech.
std::size_t detected_end(const Pcm& pcm, engine::Vad& vad) {
  const auto stream = vad.open();
  const std::size_t window = vad.window_samples();
  std::size_t end = 0;
  for (std::size_t at = 0; at + window <= pcm.size(); at += window) {
    if (stream->is_speech(std::span(pcm).subspan(at, window))) end = at + window;
  }
  return end;
}

}  // namespace

std::vector<Silence> listen(const Turn& turn, engine::Vad& vad, Recogniser& recogniser,
                            engine::Llm* language) {
  return Listener(turn, vad, recogniser, language).run(vad.window_samples());
}

void find_gaps(Sentence& sentence, engine::Vad& vad, Recogniser& recogniser) {
  end_speech_at(sentence, detected_end(sentence.pcm, vad));
  const auto recognise = [&](std::size_t from) {
    std::mt19937_64 random(1);
    Pcm pcm = room_tone(sentence.room, 16 * 200, random);
    pcm.insert(pcm.end(), sentence.pcm.begin() + static_cast<std::ptrdiff_t>(from),
               sentence.pcm.end());
    const auto text = recogniser.recognise(pcm);
    return words_of(text ? *text : "");
  };
  const Words whole = recognise(0);
  for (const Gap& place : weak_places(sentence)) {
    if (is_word_gap(whole, recognise(place.end))) sentence.gaps.push_back(place);
  }
}

}  // namespace hotpin::bench
