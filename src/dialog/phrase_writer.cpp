#include "dialog/phrase_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "dialog/speakable/text_normalizer.hpp"
#include "dialog/speakable/written_text.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kSentenceBytes = 96;  // of a sentence that tell how its rest is read

/// Where to part `text`, which is several characters long: at a space, else between characters.
std::size_t middle_of(std::string_view text) {
  const std::size_t half = text.size() / 2;
  const std::size_t space = text.rfind(' ', half);
  if (space != std::string_view::npos && space > 0) return space;
  return base::whole_characters(text.substr(0, half));
}

/// The last whole words of `sentence`.
std::string end_of(std::string_view sentence) {
  if (sentence.size() <= kSentenceBytes) return std::string(sentence);
  sentence.remove_prefix(sentence.size() - kSentenceBytes);
  const std::size_t space = sentence.find(' ');
  return std::string(space == sentence.npos ? std::string_view() : sentence.substr(space));
}

}  // namespace

void PhraseWriter::write(std::string text, std::vector<Phrase>& out) {
  if (text.empty()) return;
  if (!unspoken_.empty()) text = std::exchange(unspoken_, {}) + ' ' + text;
  std::string speech = is_english_ ? normalize(text, sentence_) : written_text(text);
  if (speech.empty()) {
    unspoken_ = std::move(text);
  } else if (speech.size() > kMaxSpeechBytes) {
    write_halves(text, out);
  } else {
    sentence_ = end_of(sentence_ + ' ' + text);
    words_ += 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
    out.push_back({std::move(text), std::move(speech)});
  }
}

/// A half with nothing to say waits until the other is written: in front of that it would make the
/// whole again, which is too much to say, without end.
void PhraseWriter::write_halves(const std::string& text, std::vector<Phrase>& out) {
  const std::size_t middle = middle_of(text);
  write(text.substr(0, middle), out);
  const std::string unspoken = std::exchange(unspoken_, {});
  const std::size_t first = out.size();
  write(text.substr(text.find_first_not_of(' ', middle)), out);
  if (unspoken.empty()) return;
  std::string& behind = out.size() > first ? out[first].text : unspoken_;
  behind.insert(0, unspoken + ' ');
}

void PhraseWriter::take_back() {
  unspoken_.clear();
  words_ = 0;
}

}  // namespace hotpin::dialog
