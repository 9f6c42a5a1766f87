#include "engines/vosk/utterance.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engines/vosk/model.hpp"
#include "engines/vosk/transcript.hpp"

namespace hotpin::engines::vosk {
namespace {

/// 90 ms: the shortest words take twice as long, a click or a door does not.
constexpr std::size_t kLeastSpeechSamples = 1440;
/// Heard before the first speech: the detector is late on soft onsets, and the decoder needs some
/// silence to begin with.
constexpr std::size_t kLeadSamples = 8000;

/// Sentences that are over, and the one that is being said.
class Utterance final : public engine::UtteranceWork {
 public:
  Utterance(std::shared_ptr<Model> model, bool with_words)
      : model_(std::move(model)),
        with_words_(with_words),
        recogniser_{{nullptr, FreeRecogniser{&model_->library()}}} {}
  ~Utterance() override {
    if (recogniser_.handle && !failure_) model_->give_back(std::move(recogniser_));
  }
  Utterance(const Utterance&) = delete;
  Utterance& operator=(const Utterance&) = delete;

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> window, bool is_speech,
                                         const std::stop_token& closed) override {
    note(window.size(), is_speech);
    rest_.insert(rest_.end(), window.begin(), window.end());
    if (!has_begun()) return std::nullopt;
    const std::string before = text();
    std::size_t at = 0;
    for (; at + kPieceSamples <= rest_.size() && !closed.stop_requested(); at += kPieceSamples) {
      take(std::span<const std::int16_t>(rest_).subspan(at, kPieceSamples));
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
    std::string now = text();
    if (failure_ || now == before || !has_speech()) return std::nullopt;
    return engine::Hypothesis{.text = std::move(now), .speech_end = heard_samples()};
  }

  /// What the decoder holds; its last word may still change, so the end of speech asks again.
  std::optional<engine::Hypothesis> peek(const std::stop_token& /*closed*/) override {
    if (failure_) return std::nullopt;
    return engine::Hypothesis{.text = has_speech() ? text() : "",
                              .speech_end = std::min(speech_end_, heard_samples())};
  }

  base::Result<engine::Hypothesis> end(std::span<const std::int16_t> rest,
                                       const std::stop_token& closed) override {
    if (!has_speech()) return engine::Hypothesis{.text = {}, .is_final = true};
    rest_.insert(rest_.end(), rest.begin(), rest.end());
    if (!closed.stop_requested() && !rest_.empty()) take(rest_);
    if (recogniser_.handle && !failure_ && !closed.stop_requested()) {
      keep(model_->library().final_result(recogniser_.handle.get()));
      recogniser_.is_in_sentence = false;
    }
    model_->free_what_is_too_many();
    if (failure_) return *failure_;
    // The last word may be given an end behind the audio's.
    const std::size_t speech_end =
        words_.empty() ? 0 : std::min(words_.back().end, heard_samples());
    engine::Hypothesis heard{.text = sentences_, .is_final = true, .speech_end = speech_end};
    if (with_words_) heard.words = std::move(words_);
    return heard;
  }

 private:
  inline static const base::Error kFailed{"stt_failed", "the recogniser failed"};

  /// libvosk hears a word or two in any noise, and costs as much in silence as in speech: it gets
  /// audio from a moment before the first speech on, and is believed when there was enough of it.
  void note(std::size_t samples, bool is_speech) {
    seen_ += samples;
    if (!is_speech) return;
    speech_ += samples;
    speech_end_ = seen_;
  }
  bool has_speech() const { return speech_ >= kLeastSpeechSamples; }
  bool has_begun() {
    if (speech_ > 0) return true;
    const std::size_t surplus = rest_.size() - std::min(rest_.size(), kLeadSamples);
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(surplus));
    skipped_ += surplus;
    return false;
  }

  void take(std::span<const std::int16_t> piece) {
    if (failure_ || !is_ready()) return;
    recogniser_.samples += piece.size();
    recogniser_.is_in_sentence = true;
    const Library& library = model_->library();
    VoskRecognizer* const handle = recogniser_.handle.get();
    const int state = library.accept(handle, piece.data(), static_cast<int>(piece.size()));
    if (state < 0) {
      failure_ = kFailed;
    } else if (state > 0) {
      keep(library.result(handle));
    } else if (auto partial = parse_partial(library.partial_result(handle))) {
      partial_ = std::move(*partial);
    } else {
      failure_ = partial.error();
    }
  }

  /// The recogniser comes with the first piece, on the pool: a new one takes a while.
  bool is_ready() {
    if (recogniser_.handle) return true;
    recogniser_ = model_->take();
    if (!recogniser_.handle) failure_ = kFailed;
    first_sample_ = recogniser_.samples;
    return !failure_;
  }

  /// A sentence is over.
  void keep(const char* json) {
    auto sentence = parse_result(json);
    if (!sentence) {
      failure_ = sentence.error();
      return;
    }
    partial_ = std::move(sentence->text);
    sentences_ = text();
    partial_.clear();
    for (engine::SpokenWord& word : sentence->words) {
      word.begin = skipped_ + word.begin - std::min(word.begin, first_sample_);
      word.end = skipped_ + word.end - std::min(word.end, first_sample_);
      words_.push_back(std::move(word));
    }
  }

  std::string text() const {
    return sentences_ + (sentences_.empty() || partial_.empty() ? "" : " ") + partial_;
  }
  /// From the utterance's first sample, what was left out included.
  std::size_t heard_samples() const { return skipped_ + recogniser_.samples - first_sample_; }

  const std::shared_ptr<Model> model_;  // let go behind its recogniser
  const bool with_words_;
  Recogniser recogniser_;
  std::size_t first_sample_ = 0;    // of this utterance, among those of the recogniser
  std::vector<std::int16_t> rest_;  // less than a piece; before any speech, the lead
  std::size_t skipped_ = 0;         // samples before the lead
  std::size_t seen_ = 0;
  std::size_t speech_ = 0;
  std::size_t speech_end_ = 0;
  std::string sentences_;
  std::string partial_;
  std::vector<engine::SpokenWord> words_;
  std::optional<base::Error> failure_;
};

}  // namespace

std::unique_ptr<engine::UtteranceWork> make_utterance(std::shared_ptr<Model> model,
                                                      bool with_words) {
  return std::make_unique<Utterance>(std::move(model), with_words);
}

}  // namespace hotpin::engines::vosk
