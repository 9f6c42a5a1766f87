#include "endpointing/hearing.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ctime>
#include <sstream>

#include "engine/context.hpp"
#include "engines/sherpa/stretch_cutter.hpp"
#include "engines/sherpa/transcript.hpp"
#include "session/persona.hpp"

namespace hotpin::bench {
namespace {

using engines::sherpa::Recogniser;
using engines::sherpa::StretchCutter;

constexpr std::size_t kPeekPause = 16 * 128;  // when a session asks for the words so far

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

/// As one sentence without its last mark: a recogniser closes a sentence wherever it heard a pause.
std::string as_one_sentence(std::string text) {
  while (!text.empty() && std::string_view(" .,?!;:").find(text.back()) != std::string_view::npos)
    text.pop_back();
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (std::string_view(".?!").find(text[i]) == std::string_view::npos || text[i + 1] != ' ')
      continue;
    text.erase(i, 1);
    const bool is_i =
        text[i + 1] == 'I' && std::isalpha(static_cast<unsigned char>(text[i + 2])) == 0;
    if (!is_i)
      text[i + 1] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i + 1])));
  }
  return text;
}

/// One turn through the detector and the recogniser.
class Listener {
 public:
  Listener(const Turn& turn, engine::Vad& vad, Recogniser& recogniser, Language* language)
      : turn_(turn), vad_(vad.open()), recogniser_(recogniser), language_(language) {}

  std::vector<Silence> run(std::size_t window) {
    const std::span<const std::int16_t> pcm(turn_.pcm);
    for (heard_ = window; heard_ <= pcm.size(); heard_ += window) {
      const auto samples = pcm.subspan(heard_ - window, window);
      const bool is_speech = vad_->is_speech(samples);
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
    silence.voice = audio::voice_ending(std::span(turn_.pcm).first(heard_));
    const double words_ms = thread_ms();
    if (language_ != nullptr) silence.end_probability = language_->end_probability(silence.text);
    silence.language_ms = thread_ms() - words_ms;
    silence.words_ms = static_cast<double>(heard_ - silence.begin) / 16 + words_ms - begin_ms;
    silences_.push_back(std::move(silence));
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
  Recogniser& recogniser_;
  Language* language_;
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
                            Language* language) {
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

std::unique_ptr<Language> Language::load(const std::string& model_file) {
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  std::unique_ptr<Language> it(new Language);
  llama_model_params model_params = llama_model_default_params();
  model_params.n_gpu_layers = 0;
  it->model_.reset(llama_model_load_from_file(model_file.c_str(), model_params));
  if (!it->model_) return nullptr;
  llama_context_params params = llama_context_default_params();
  params.n_ctx = 1024;
  params.n_threads = params.n_threads_batch = 1;
  it->context_.reset(llama_init_from_model(it->model_.get(), params));
  if (!it->context_) return nullptr;
  const llama_vocab* vocab = llama_model_get_vocab(it->model_.get());
  for (llama_token token = 0; token < llama_vocab_n_tokens(vocab); ++token) {
    const std::string_view piece = llama_vocab_get_text(vocab, token);
    const bool is_mark = !piece.empty() && std::string_view(".?!").find(piece[0]) != piece.npos;
    it->is_end_.push_back(is_mark || llama_vocab_is_eog(vocab, token));
  }
  std::string prefix;
  for (const auto& message : session::make_persona("")) {
    const bool is_user = message.role == engine::ChatMessage::Role::user;
    const bool is_system = message.role == engine::ChatMessage::Role::system;
    prefix += std::string("<|im_start|>") +
              (is_user     ? "user"
               : is_system ? "system"
                           : "assistant") +
              "\n" + message.content + "<|im_end|>\n";
  }
  const auto tokens = it->tokens_of(prefix + "<|im_start|>user\n");
  it->prefix_ = tokens.size();
  if (!it->decode(tokens)) return nullptr;
  return it;
}

std::vector<llama_token> Language::tokens_of(const std::string& text) const {
  std::vector<llama_token> tokens(text.size() + 1);
  const auto count = llama_tokenize(llama_model_get_vocab(model_.get()), text.data(),
                                    static_cast<std::int32_t>(text.size()), tokens.data(),
                                    static_cast<std::int32_t>(tokens.size()), false, true);
  tokens.resize(static_cast<std::size_t>(std::max(count, 0)));
  return tokens;
}

bool Language::decode(std::vector<llama_token> tokens) {
  const auto count = static_cast<std::int32_t>(tokens.size());
  return llama_decode(context_.get(), llama_batch_get_one(tokens.data(), count)) == 0;
}

double Language::end_probability(const std::string& text) {
  const auto tokens = tokens_of(as_one_sentence(text));
  if (tokens.empty()) return 0;
  // The words of the last pause are still in the cache; the last one is decoded again.
  const auto differs =
      std::mismatch(tokens.begin(), tokens.end() - 1, cached_.begin(), cached_.end());
  const auto kept = differs.first - tokens.begin();
  llama_memory_seq_rm(llama_get_memory(context_.get()), 0,
                      static_cast<llama_pos>(prefix_) + static_cast<llama_pos>(kept), -1);
  cached_ = tokens;
  if (!decode({differs.first, tokens.end()})) return 0;
  const std::span<const float> logits(llama_get_logits_ith(context_.get(), -1), is_end_.size());
  const double highest = *std::max_element(logits.begin(), logits.end());
  double all = 0;
  double end = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double share = std::exp(logits[i] - highest);
    all += share;
    if (is_end_[i]) end += share;
  }
  return end / all;
}

}  // namespace hotpin::bench
