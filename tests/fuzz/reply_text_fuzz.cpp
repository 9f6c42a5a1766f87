#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "base/chat_marks/known_marks.hpp"
#include "base/utf8.hpp"
#include "dialog/reply_text.hpp"

// Limits, then a reply cut into deltas: a length, then that many bytes; a length of 255 stands for
// one of the known marks, by the next byte. Whatever a model writes, phrases are valid, short
// enough for a voice, and come to an end.

namespace {

using hotpin::dialog::Phrase;
using hotpin::dialog::ReplyText;

constexpr std::size_t kMaxBytes = 2000;

class Check {
 public:
  void operator()(const std::vector<Phrase>& phrases) {
    for (const Phrase& phrase : phrases) {
      HOTPIN_ASSERT(!phrase.text.empty() && !phrase.speech.empty());
      HOTPIN_ASSERT(phrase.speech.size() <= ReplyText::kMaxSpeechBytes);
      HOTPIN_ASSERT(hotpin::base::is_valid_utf8(phrase.text));
      HOTPIN_ASSERT(hotpin::base::is_valid_utf8(phrase.speech));
      HOTPIN_ASSERT(phrase.speech.find('\n') == std::string::npos);
      shown_bytes_ += phrase.text.size() + 1;
    }
    HOTPIN_ASSERT(shown_bytes_ <= 4 * kMaxBytes);  // of a thought and of an answer
  }

 private:
  std::size_t shown_bytes_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto next_byte = [&rest]() -> std::size_t {
    if (rest.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    return byte;
  };
  const std::size_t max_words = next_byte();
  ReplyText text({.max_words = max_words, .max_bytes = kMaxBytes},
                 max_words % 4 == 3 ? "de" : "en");
  const auto end = next_byte() % 2 == 0 ? ReplyText::End::finished : ReplyText::End::token_limit;
  Check check;
  while (!rest.empty()) {
    const std::size_t wanted = 1 + next_byte();
    if (wanted == 256) {
      const auto marks = hotpin::base::known_marks();
      check(text.push(marks[next_byte() % marks.size()].text));
      continue;
    }
    const std::string_view delta = rest.substr(0, wanted);
    check(text.push(delta));
    rest.remove_prefix(delta.size());
  }
  check(text.finish(end));
  HOTPIN_ASSERT(text.push("More. More.").empty());
  return 0;
}
