#include "engines/vosk/utterance.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engines/vosk/model.hpp"
#include "engines/vosk/speech_gate.hpp"
#include "engines/vosk/transcript.hpp"

namespace hotpin::engines::vosk {
namespace {

/// Sentences that are over, and the one that is being said.
class Utterance final : public engine::UtteranceWork {
 public:
  Utterance(std::shared_ptr<Model> model, engine::Vad& vad, bool with_words)
      : model_(std::move(model)),
        gate_(vad),
        with_words_(with_words),
        recogniser_{{nullptr, FreeRecogniser{&model_->library()}}} {}
  ~Utterance() override {
    if (recogniser_.handle && !failure_) model_->give_back(std::move(recogniser_));
  }
  Utterance(const Utterance&) = delete;
  Utterance& operator=(const Utterance&) = delete;

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> pcm,
                                         const std::stop_token& closed) override {
    gate_.hear(pcm);
    rest_.insert(rest_.end(), pcm.begin(), pcm.end());
    const std::string before = text();
    std::size_t at = 0;
    for (; at + kPieceSamples <= rest_.size() && !closed.stop_requested(); at += kPieceSamples) {
      take(std::span<const std::int16_t>(rest_).subspan(at, kPieceSamples));
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
    std::string now = text();
    if (failure_ || now == before || !gate_.is_open()) return std::nullopt;
    return engine::Hypothesis{.text = std::move(now), .speech_end = heard_samples()};
  }

  base::Result<engine::Hypothesis> end(const std::stop_token& closed) override {
    if (!closed.stop_requested() && !rest_.empty()) take(rest_);
    if (recogniser_.handle && !failure_ && !closed.stop_requested()) {
      keep(model_->library().final_result(recogniser_.handle.get()));
      recogniser_.is_in_sentence = false;
    }
    if (failure_) return *failure_;
    if (!gate_.is_open()) return engine::Hypothesis{.text = {}, .is_final = true};
    // The last word may be given an end behind the audio's.
    const std::size_t speech_end =
        words_.empty() ? 0 : std::min(words_.back().end, heard_samples());
    engine::Hypothesis heard{.text = sentences_, .is_final = true, .speech_end = speech_end};
    if (with_words_) heard.words = std::move(words_);
    return heard;
  }

 private:
  inline static const base::Error kFailed{"stt_failed", "the recogniser failed"};

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
      word.begin -= std::min(word.begin, first_sample_);
      word.end -= std::min(word.end, first_sample_);
      words_.push_back(std::move(word));
    }
  }

  std::string text() const {
    return sentences_ + (sentences_.empty() || partial_.empty() ? "" : " ") + partial_;
  }
  std::size_t heard_samples() const { return recogniser_.samples - first_sample_; }

  const std::shared_ptr<Model> model_;  // let go behind its recogniser
  SpeechGate gate_;
  const bool with_words_;
  Recogniser recogniser_;
  std::size_t first_sample_ = 0;    // of this utterance, among those of the recogniser
  std::vector<std::int16_t> rest_;  // less than a piece
  std::string sentences_;
  std::string partial_;
  std::vector<engine::SpokenWord> words_;
  std::optional<base::Error> failure_;
};

}  // namespace

std::unique_ptr<engine::UtteranceWork> make_utterance(std::shared_ptr<Model> model,
                                                      engine::Vad& vad, bool with_words) {
  return std::make_unique<Utterance>(std::move(model), vad, with_words);
}

}  // namespace hotpin::engines::vosk
