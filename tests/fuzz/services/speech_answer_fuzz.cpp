#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "engines/openai/speech/phrase_parts.hpp"
#include "engines/openai/speech/speech_audio.hpp"
#include "engines/openai/speech/speech_refusal.hpp"
#include "engines/openai/speech/transcription.hpp"

// A line that is the answer's type, then its body: as a voice service's sound and refusal, and as a
// recognition service's words.

namespace {

namespace openai = hotpin::engines::openai;

void part(std::string_view text, std::size_t characters) {
  for (std::string rest(text); !rest.empty();) {
    auto [first, more] = openai::part_phrase(rest, characters);
    HOTPIN_ASSERT(openai::count_characters(first) <= characters);
    HOTPIN_ASSERT(more.size() < rest.size());
    rest = std::move(more);
  }
}

/// The answer as it comes, a few bytes and then the rest.
void stream(const hotpin::net::ResponseHead& head, std::string_view body, bool asked) {
  openai::SpeechStream speech(asked);
  std::size_t samples = 0;
  const std::size_t piece = 1 + body.size() / 7;
  for (std::size_t end = piece; end < body.size() + piece; end += piece) {
    samples += speech.more(head, body.substr(0, end)).samples.size();
  }
  if (const auto rest = speech.finish(head, body)) samples += rest->samples.size();
  HOTPIN_ASSERT(samples <= 6 * body.size() + 6);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string type(input.substr(0, line));
  const std::string_view body = input.substr(std::min(line + 1, input.size()));
  const hotpin::net::ResponseHead head{200, {{"content-type", type}}};
  for (const bool asked : {false, true}) {
    const auto speech = openai::read_speech(head, body, asked);
    stream(head, body, asked);
    // Files of another rate than the first may grow sixfold.
    if (speech) HOTPIN_ASSERT(speech->samples.size() <= 6 * body.size() + 6);
  }
  if (const auto words = openai::read_transcription(head, body)) {
    HOTPIN_ASSERT(hotpin::base::is_valid_utf8(*words));
    HOTPIN_ASSERT(words->find('\n') == std::string::npos);
  }
  const auto refusal = openai::read_speech_refusal(size % 2 == 0 ? 400 : 413, body, size);
  if (refusal.what == openai::SpeechRefusal::What::too_long) {
    HOTPIN_ASSERT(refusal.characters >= openai::kLeastCharacters && refusal.characters < size);
  }
  part(body.substr(0, 2000), 1 + size % 50);
  return 0;
}
