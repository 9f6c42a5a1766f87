#include "engines/vosk/model.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/silenced_stderr.hpp"
#include "engine/context.hpp"
#include "engines/vosk/library.hpp"
#include "engines/vosk/model_folder.hpp"
#include "engines/vosk/transcript.hpp"

namespace hotpin::engines::vosk {
namespace {

constexpr int kErrorsOnly = -1;

struct FreeModel {
  const Library* library;
  void operator()(VoskModel* it) const { library->model_free(it); }
};
struct FreeRecogniser {
  const Library* library;
  void operator()(VoskRecognizer* it) const { library->recognizer_free(it); }
};
using Recogniser = std::unique_ptr<VoskRecognizer, FreeRecogniser>;

class LoadedModel final : public Model, public std::enable_shared_from_this<LoadedModel> {
 public:
  explicit LoadedModel(const Library& library) : library_(library) {}

  bool read(const std::string& folder) {
    const base::SilencedStderr silenced;
    library_.set_log_level(kErrorsOnly);
    model_.reset(library_.model_new(folder.c_str()));
    return model_ && recogniser();  // some faults show only there
  }

  std::unique_ptr<engine::UtteranceWork> open(bool with_words) const override;

  const Library& library() const { return library_; }
  /// Null when the model does not allow one.
  Recogniser recogniser() const {
    return {library_.recognizer_new(model_.get(), static_cast<float>(engine::kInputRateHz)),
            FreeRecogniser{&library_}};
  }

 private:
  const Library library_;
  std::unique_ptr<VoskModel, FreeModel> model_{nullptr, FreeModel{&library_}};
};

/// One utterance: sentences that are over, and the one that is being said.
class Utterance final : public engine::UtteranceWork {
 public:
  Utterance(std::shared_ptr<const LoadedModel> model, bool with_words)
      : model_(std::move(model)), library_(model_->library()), with_words_(with_words) {}

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> pcm,
                                         const std::stop_token& closed) override {
    rest_.insert(rest_.end(), pcm.begin(), pcm.end());
    const std::string before = text();
    std::size_t at = 0;
    for (; at + kPieceSamples <= rest_.size() && !closed.stop_requested(); at += kPieceSamples) {
      take(std::span<const std::int16_t>(rest_).subspan(at, kPieceSamples));
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
    std::string now = text();
    if (failure_ || now == before) return std::nullopt;
    return engine::Hypothesis{.text = std::move(now), .speech_end = samples_};
  }

  base::Result<engine::Hypothesis> end(const std::stop_token& closed) override {
    if (!closed.stop_requested() && !rest_.empty()) take(rest_);
    if (recogniser_ && !closed.stop_requested() && !failure_)
      keep(library_.final_result(recogniser_.get()));
    if (failure_) return *failure_;
    // The last word may be given an end behind the audio's.
    const std::size_t speech_end = words_.empty() ? 0 : std::min(words_.back().end, samples_);
    engine::Hypothesis heard{.text = sentences_, .is_final = true, .speech_end = speech_end};
    if (with_words_) heard.words = std::move(words_);
    return heard;
  }

 private:
  inline static const base::Error kFailed{"stt_failed", "the recogniser failed"};

  void take(std::span<const std::int16_t> piece) {
    if (failure_ || !is_ready()) return;
    samples_ += piece.size();
    const int state =
        library_.accept(recogniser_.get(), piece.data(), static_cast<int>(piece.size()));
    if (state < 0) {
      failure_ = kFailed;
    } else if (state > 0) {
      keep(library_.result(recogniser_.get()));
    } else if (auto partial = parse_partial(library_.partial_result(recogniser_.get()))) {
      partial_ = std::move(*partial);
    } else {
      failure_ = partial.error();
    }
  }

  bool is_ready() {
    if (recogniser_) return true;
    recogniser_ = model_->recogniser();
    if (!recogniser_) failure_ = kFailed;
    else library_.recognizer_set_words(recogniser_.get(), 1);  // for the times; they cost nothing
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
    words_.insert(words_.end(), sentence->words.begin(), sentence->words.end());
  }

  std::string text() const {
    return sentences_ + (sentences_.empty() || partial_.empty() ? "" : " ") + partial_;
  }

  const std::shared_ptr<const LoadedModel> model_;  // let go behind what it made
  const Library& library_;
  const bool with_words_;
  Recogniser recogniser_;           // made with the first piece, on the pool: it takes a while
  std::vector<std::int16_t> rest_;  // less than a piece
  std::size_t samples_ = 0;         // that the recogniser has
  std::string sentences_;
  std::string partial_;
  std::vector<engine::SpokenWord> words_;
  std::optional<base::Error> failure_;
};

std::unique_ptr<engine::UtteranceWork> LoadedModel::open(bool with_words) const {
  return std::make_unique<Utterance>(shared_from_this(), with_words);
}

}  // namespace

base::Result<std::shared_ptr<const Model>> Model::load(const std::string& library,
                                                       const std::string& folder) {
  if (const auto checked = check_model_folder(folder); !checked) return checked.error();
  const auto functions = Library::load(library);
  if (!functions) return functions.error();
  auto model = std::make_shared<LoadedModel>(*functions);
  if (!model->read(folder)) return unusable_model(folder);
  return std::shared_ptr<const Model>(std::move(model));
}

}  // namespace hotpin::engines::vosk
