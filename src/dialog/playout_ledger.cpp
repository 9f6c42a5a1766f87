#include "dialog/playout_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "base/text_words.hpp"
#include "base/utf8.hpp"
#include "dialog/shown_words.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// Marks that end a clause; a cut phrase has none at its end.
constexpr std::string_view kMarks[] = {",", ";",  ":",  ".",  "!",  "?",  "…",  "—", "–",
                                       "-", "。", "，", "、", "；", "：", "！", "？"};

/// "Dr.", "e.g.", "U.S.": the full stop is the word's own.
bool owns_full_stop(std::string_view word) {
  if (!word.ends_with('.')) return false;
  word.remove_suffix(1);
  const std::size_t begin = word.find_first_not_of("\"'([{*_");
  if (begin == std::string_view::npos) return false;
  word.remove_prefix(begin);
  const Abbreviation* known = find_abbreviation(word);
  if (known != nullptr) return known->full_stop != FullStop::ends_unless_digit;
  return word.find('.') != std::string_view::npos && word.back() != '.';
}

std::string_view without_marks(std::string_view word) {
  while (!owns_full_stop(word)) {
    const auto* const mark =
        std::find_if(std::begin(kMarks), std::end(kMarks), [word](std::string_view each) {
          return word.size() > each.size() && word.ends_with(each);
        });
    if (mark == std::end(kMarks)) break;
    word.remove_suffix(mark->size());
  }
  return word;
}

/// When each word of the speech begins; a word that the voice did not tell of counts with the next.
std::vector<double> begins_of(std::string_view speech, const std::vector<SpokenWord>& told) {
  const auto words = base::text_words(speech);
  std::vector<double> begins(words.size(), kNever);
  for (const SpokenWord& each : told) {
    const auto word =
        std::find_if(words.begin(), words.end(), [&](const base::TextWord& candidate) {
          return each.text_begin >= candidate.begin && each.text_begin < candidate.end;
        });
    if (word == words.end()) continue;
    double& begin = begins[static_cast<std::size_t>(word - words.begin())];
    begin = std::min(begin, each.begin_ms);
  }
  for (std::size_t i = begins.size(); i-- > 1;) {
    if (begins[i - 1] == kNever) begins[i - 1] = begins[i];
  }
  return begins;
}

/// Words at an even pace, each counted where it ends: a guess may be too late, not too early.
std::vector<double> even_begins(std::string_view speech, double audio_ms) {
  const auto length = [speech](std::size_t bytes) {
    return static_cast<double>(base::to_utf32(speech.substr(0, bytes)).size());
  };
  std::vector<double> begins;
  for (const base::TextWord& word : base::text_words(speech)) {
    begins.push_back(audio_ms * length(word.end) / length(speech.size()));
  }
  return begins;
}

}  // namespace

SpokenWord spoken_word(std::size_t text_begin, std::size_t begin, std::size_t end,
                       std::size_t trimmed, std::uint32_t rate_hz) {
  const auto place_ms = [=](std::size_t sample) {
    return 1000.0 * static_cast<double>(sample - std::min(sample, trimmed)) / rate_hz;
  };
  return {text_begin, place_ms(begin), place_ms(end)};
}

void PlayoutLedger::add(Phrase phrase, double pause_ms, double audio_ms,
                        std::vector<SpokenWord> words) {
  length_ms_ += pause_ms;
  entries_.push_back({std::move(phrase), length_ms_, audio_ms, std::move(words)});
  length_ms_ += audio_ms;
}

std::string PlayoutLedger::heard_text(double played_ms) const {
  std::string heard;
  if (played_ms <= 0) return heard;
  for (const Entry& entry : entries_) {
    const std::string part = heard_of(entry, played_ms - entry.begin_ms);
    if (part.empty()) break;
    if (!heard.empty()) heard += ' ';
    heard += part;
    if (part.size() < entry.phrase.text.size()) break;
  }
  return heard;
}

std::string PlayoutLedger::heard_of(const Entry& entry, double played_ms) {
  const std::string& text = entry.phrase.text;
  const std::vector<double> begins = entry.words.empty()
                                         ? even_begins(entry.phrase.speech, entry.audio_ms)
                                         : begins_of(entry.phrase.speech, entry.words);
  const bool tells_end = !entry.words.empty() && !begins.empty() && begins.back() != kNever;
  if (played_ms >= (tells_end ? entry.words.back().end_ms : entry.audio_ms)) return text;
  const std::vector<std::size_t> last_spoken = last_spoken_words(entry.phrase);
  const auto shown = base::text_words(text);
  const base::TextWord* heard = nullptr;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (last_spoken[i] == kUnspoken) continue;
    if (begins[last_spoken[i]] >= played_ms) break;
    heard = &shown[i];
  }
  if (heard == nullptr) return {};
  const std::string_view word = std::string_view(text).substr(0, heard->end).substr(heard->begin);
  return text.substr(0, heard->begin).append(without_marks(word));
}

}  // namespace hotpin::dialog
