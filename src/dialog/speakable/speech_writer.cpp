#include "dialog/speakable/speech_writer.hpp"

#include <utility>

namespace hotpin::dialog {
namespace {

constexpr std::string_view kMarks = ",;:.!?";  // the stronger, the later

bool is_mark(char c) { return kMarks.find(c) != std::string_view::npos; }

}  // namespace

void SpeechWriter::word(std::string_view words) {
  if (words.empty()) return;
  const bool pauses = std::exchange(pauses_, false);
  const bool is_glued = std::exchange(is_glued_, false);
  if (pauses && !speech_.empty() && !is_mark(speech_.back())) speech_ += ',';
  if (!speech_.empty() && (pauses || !is_glued)) speech_ += ' ';
  speech_ += words;
}

void SpeechWriter::mark(char mark) {
  is_glued_ = pauses_ = false;
  if (speech_.empty()) return;
  if (!is_mark(speech_.back())) {
    speech_ += mark;
  } else if (kMarks.find(mark) > kMarks.find(speech_.back())) {
    speech_.back() = mark;
  }
}

std::string_view SpeechWriter::last_word() const {
  if (speech_.empty() || is_mark(speech_.back())) return {};
  return std::string_view(speech_).substr(speech_.rfind(' ') + 1);
}

}  // namespace hotpin::dialog
