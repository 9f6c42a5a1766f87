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

/// Of a phrase whose length is not known, where none before it tells how fast the voice is: 100
/// words a minute. A guess may be too late, not too early.
constexpr double kSlowMsPerCharacter = 100;

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

double characters_in(std::string_view text) {
  return static_cast<double>(base::to_utf32(text).size());
}

/// Words at an even pace, each counted where it ends: a guess may be too late, not too early.
std::vector<double> even_begins(std::string_view speech, double audio_ms) {
  std::vector<double> begins;
  for (const base::TextWord& word : base::text_words(speech)) {
    begins.push_back(audio_ms * characters_in(speech.substr(0, word.end)) / characters_in(speech));
  }
  return begins;
}

/// The words of `phrase` whose speech, which begins at `begins`, has begun before `place_ms`.
Phrase begun_of(const Phrase& phrase, const std::vector<double>& begins, double place_ms) {
  const std::vector<std::size_t> last_spoken = last_spoken_words(phrase);
  const auto shown = base::text_words(phrase.text);
  const base::TextWord* heard = nullptr;
  std::size_t spoken = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (last_spoken[i] == kUnspoken) continue;
    if (begins[last_spoken[i]] >= place_ms) break;
    heard = &shown[i];
    spoken = last_spoken[i];
  }
  if (heard == nullptr) return {};
  const auto word = std::string_view(phrase.text).substr(0, heard->end).substr(heard->begin);
  return {phrase.text.substr(0, heard->begin).append(without_marks(word)),
          phrase.speech.substr(0, base::text_words(phrase.speech)[spoken].end)};
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
  begin(std::move(phrase), pause_ms);
  extend(audio_ms);
  complete(std::move(words));
}

void PlayoutLedger::begin(Phrase phrase, double pause_ms) {
  length_ms_ += pause_ms;
  entries_.push_back({std::move(phrase), length_ms_});
}

void PlayoutLedger::extend(double audio_ms) {
  entries_.back().audio_ms += audio_ms;
  length_ms_ += audio_ms;
}

void PlayoutLedger::interrupt(double ms) {
  entries_.back().gaps.push_back({entries_.back().audio_ms, ms});
  length_ms_ += ms;
}

void PlayoutLedger::complete(std::vector<SpokenWord> words) {
  Entry& entry = entries_.back();
  entry.words = std::move(words);
  entry.is_whole = true;
  const double characters = characters_in(entry.phrase.speech);
  if (characters > 0) slowest_ = std::max(slowest_, entry.audio_ms / characters);
}

const Phrase& PlayoutLedger::break_off() {
  Entry& entry = entries_.back();
  entry.phrase =
      begun_of(entry.phrase, even_begins(entry.phrase.speech, even_ms(entry)), entry.audio_ms);
  entry.is_whole = true;
  return entry.phrase;
}

std::string PlayoutLedger::heard_text(double played_ms) const {
  std::string heard;
  if (played_ms <= 0) return heard;
  for (const Entry& entry : entries_) {
    if (entry.phrase.text.empty()) continue;  // it broke off before its first word
    const std::string part = heard_of(entry, played_ms - entry.begin_ms);
    if (part.empty()) break;
    if (!heard.empty()) heard += ' ';
    heard += part;
    if (part.size() < entry.phrase.text.size()) break;
  }
  return heard;
}

/// Over how much of its audio its words are spread where the voice does not tell of them.
double PlayoutLedger::even_ms(const Entry& entry) const {
  if (entry.is_whole) return entry.audio_ms;
  const double pace = slowest_ > 0 ? slowest_ : kSlowMsPerCharacter;
  return std::max(entry.audio_ms, pace * characters_in(entry.phrase.speech));
}

std::string PlayoutLedger::heard_of(const Entry& entry, double played_ms) const {
  for (const Gap& gap : entry.gaps) {
    if (played_ms > gap.at_ms) played_ms = std::max(gap.at_ms, played_ms - gap.ms);
  }
  const std::vector<double> begins = entry.words.empty()
                                         ? even_begins(entry.phrase.speech, even_ms(entry))
                                         : begins_of(entry.phrase.speech, entry.words);
  const bool tells_end = !entry.words.empty() && !begins.empty() && begins.back() != kNever;
  const double end_ms = tells_end ? entry.words.back().end_ms : entry.audio_ms;
  if (entry.is_whole && played_ms >= end_ms) return entry.phrase.text;
  return begun_of(entry.phrase, begins, played_ms).text;
}

}  // namespace hotpin::dialog
