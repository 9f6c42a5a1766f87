#include "engines/openai/speech/speech_call.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "engine/context.hpp"
#include "engines/openai/speech/phrase_parts.hpp"

namespace hotpin::engines::openai {
namespace {

/// Whether it holds what every voice says; others may know no sound for a sign.
bool has_plain_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

/// What a person should do about it.
std::string advice(SpeechRefusal::What objection) {
  if (objection == SpeechRefusal::What::voice) return "; set HOTPIN_TTS_VOICE to one it has";
  if (objection == SpeechRefusal::What::model) return "; set HOTPIN_TTS_MODEL to one it has";
  return {};
}

}  // namespace

SpeechCall::SpeechCall(WholeService& service, SpeechForm& form, engine::TtsRequest request,
                       engine::TtsSink sink)
    : service_(service), form_(form), request_(std::move(request)), sink_(std::move(sink)) {}

void SpeechCall::begin() {
  begun_ = service_.client.now();
  rest_ = request_.text;
  ask();
}

void SpeechCall::ask() {
  part_.clear();
  call_ = std::make_shared<WholeCall>(
      service_, service_.endpoint.post("/audio/speech", "application/json", next_body()),
      [self = shared_from_this()](base::Result<net::WholeResponse> answer) {
        self->take(std::move(answer));
      },
      [weak = weak_from_this()](const net::WholeResponse& refusal) {
        const auto self = weak.lock();
        return self ? self->reform(refusal) : std::nullopt;
      },
      [weak = weak_from_this()](const net::WholeResponse& so_far) {
        const auto self = weak.lock();
        return self ? self->pass_on(so_far) : base::Duration{};
      });
  const auto call = call_;  // it may end in here
  call->begin();
}

/// As much of the rest as one request may hold.
std::string SpeechCall::next_body() {
  if (!rest_.empty()) {
    auto [part, rest] = part_phrase(rest_, form_.longest().value_or(rest_.size()));
    part_ = std::move(part);
    rest_ = std::move(rest);
  }
  version_ = form_.version();
  return form_.body(part_, request_.voice);
}

std::optional<std::string> SpeechCall::reform(const net::WholeResponse& refusal) {
  const std::size_t sent = count_characters(part_);
  const SpeechRefusal told = read_speech_refusal(refusal.head.status, refusal.body, sent);
  objection_ = told.what;
  form_.learn(told);
  const bool is_longer = form_.longest().value_or(sent) < sent;
  if (!is_longer && form_.version() == version_) return std::nullopt;
  rest_ = rest_.empty() ? part_ : part_ + ' ' + rest_;
  return next_body();
}

/// Gives how long the sound is that is new.
base::Duration SpeechCall::pass_on(const net::WholeResponse& so_far) {
  if (so_far.body.empty()) stream_.emplace(form_.asks_for_samples());
  engine::TtsAudio sound = stream_->more(so_far.head, so_far.body);
  if (sound.samples.empty() || !sink_) return {};
  const auto length =
      base::Duration(std::chrono::seconds(1)) * sound.samples.size() / sound.rate_hz;
  sink_(std::move(sound));
  return length;
}

void SpeechCall::take(base::Result<net::WholeResponse> answer) {
  if (!answer) {
    return end(base::Error{answer.error().code, answer.error().detail + advice(objection_)});
  }
  auto speech = stream_->finish(answer->head, answer->body);
  if (!speech && speech.error().code == kOtherForm && !form_.asks_for_samples()) {
    form_.learn_of_other_sound();
    rest_ = rest_.empty() ? part_ : part_ + ' ' + rest_;
    return ask();
  }
  if (!speech) return end(base::Error{"tts_failed", speech.error().detail});
  if (speech->samples.empty() && !stream_->has_given() && has_plain_word(part_)) {
    return end(base::Error{"tts_failed", "the voice service made no sound of these words"});
  }
  if (!speech->samples.empty()) sink_(std::move(*speech));
  if (!rest_.empty()) return ask();
  end(engine::TtsDone{base::to_ms(service_.client.now() - begun_)});
}

void SpeechCall::cancel() {
  if (call_) call_->cancel();
  end(base::Error{engine::kCancelled, "no longer wanted"});
}

void SpeechCall::end(engine::TtsEvent event) {
  call_.reset();  // it holds this
  if (const auto sink = std::exchange(sink_, nullptr)) sink(std::move(event));
}

}  // namespace hotpin::engines::openai
