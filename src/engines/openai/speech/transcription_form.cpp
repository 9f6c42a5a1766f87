#include "engines/openai/speech/transcription_form.hpp"

#include <utility>

#include "audio/wav.hpp"
#include "engine/context.hpp"
#include "engines/openai/service/refusal.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kBoundary = "hotpin-5d1c7f0e2b9a4c68";
constexpr const char* kFormat = "response_format";
constexpr const char* kLanguage = "language";

std::string field(const std::string& name, const std::string& value) {
  return std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + name +
         "\"\r\n\r\n" + value + "\r\n";
}

}  // namespace

TranscriptionForm::TranscriptionForm(base::SharedPage& shared, const std::string& service,
                                     std::string model, std::string language)
    : flags_(shared, service, "words.form"),
      model_(std::move(model)),
      language_(std::move(language)) {}

std::string TranscriptionForm::content_type() {
  return std::string("multipart/form-data; boundary=") + kBoundary;
}

std::string TranscriptionForm::body(std::span<const std::int16_t> pcm) const {
  std::string form;
  if (!flags_.has(kNoFormat)) form += field(kFormat, "json");
  if (!model_.empty()) form += field("model", model_);
  if (!language_.empty() && !flags_.has(kNoLanguage)) form += field(kLanguage, language_);
  form += std::string("--") + kBoundary +
          "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n"
          "Content-Type: audio/wav\r\n\r\n";
  form += audio::wav_file(pcm, engine::kInputRateHz);
  return form + "\r\n--" + kBoundary + "--\r\n";
}

void TranscriptionForm::learn(int status, std::string_view refusal) {
  const Refusal told = read_refusal(status, refusal, {.members = {kFormat, kLanguage}});
  if (told.what != Refusal::What::members) return;
  for (const std::string& member : told.members) {
    if (member == kFormat) flags_.set(kNoFormat, "it takes no response_format");
    if (member == kLanguage) flags_.set(kNoLanguage, "it takes no language, or not this one");
  }
}

}  // namespace hotpin::engines::openai
