#include "dialog/turn/interruption.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

/// Said to show that one listens, alone or one behind another.
constexpr std::array kBackchannels = {
    "uh",   "huh",   "uhhuh",  "mm",   "mmm",  "hmm",     "hm",  "mhm",  "mmhmm",
    "um",   "er",    "ah",     "aha",  "oh",   "yeah",    "yes", "yep",  "yup",
    "ok",   "okay",  "right",  "sure", "i",    "see",     "got", "it",   "wow",
    "nice", "great", "really", "good", "cool", "alright", "all", "true", "indeed"};
/// One of these is enough to take the floor.
constexpr std::array kTakesFloor = {"stop",  "wait",   "no",     "hold",  "cancel",
                                    "quiet", "pause",  "enough", "but",   "actually",
                                    "sorry", "listen", "hey",    "shush", "silence"};
/// "I see all right", not "I got it all right, but".
constexpr std::size_t kLongestBackchannel = 4;
/// With fewer words of its own than this, what was heard is the reply coming back.
constexpr std::size_t kOwnWords = 2;
constexpr double kOwnShare = 0.4;  // misheard words of the reply are fewer
/// How far back the microphone can hear the reply: more words than a client's buffer plays.
constexpr std::size_t kSaidWords = 60;
/// One word that is neither: it takes the floor when it stands alone for this long.
constexpr std::size_t kLoneWordQuiet = 200 * 16;
constexpr std::size_t kLoneWordSpeech = 500 * 16;

using Words = std::vector<std::string>;

/// Lower case, letters and digits only: "Uh-huh." is "uhhuh".
Words words_of(std::string_view text) {
  Words words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (const char c : base::to_lower(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') end_word();
    else if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  end_word();
  return words;
}

template <typename List>
bool is_in(const List& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_backchannel(const Words& words) {
  return words.size() <= kLongestBackchannel &&
         std::all_of(words.begin(), words.end(),
                     [](const std::string& word) { return is_in(kBackchannels, word); });
}

bool takes_floor(const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return is_in(kTakesFloor, word); });
}

/// The words of `heard` that are not those of `said` in the same order (longest common
/// subsequence).
Words own_words(const Words& heard, const Words& said) {
  std::vector<std::vector<std::size_t>> common(heard.size() + 1,
                                               std::vector<std::size_t>(said.size() + 1));
  for (std::size_t i = heard.size(); i-- > 0;) {
    for (std::size_t j = said.size(); j-- > 0;) {
      common[i][j] = heard[i] == said[j] ? common[i + 1][j + 1] + 1
                                         : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  Words own;
  std::size_t j = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    while (j < said.size() && common[i][j] == common[i][j + 1]) ++j;
    if (j < said.size() && heard[i] == said[j]) ++j;
    else own.push_back(heard[i]);
  }
  return own;
}

/// The last words that the microphone can hear.
Words lately(std::string_view said) {
  Words words = words_of(said);
  if (words.size() > kSaidWords) {
    words.erase(words.begin(), words.end() - static_cast<std::ptrdiff_t>(kSaidWords));
  }
  return words;
}

bool is_echo(const Words& own, std::size_t heard) {
  const bool few = own.size() < kOwnWords ||
                   static_cast<double>(own.size()) < kOwnShare * static_cast<double>(heard);
  return own.size() < heard && few && !takes_floor(own);
}

}  // namespace

Verdict judge(const HeardOverReply& heard) {
  const bool is_over = heard.quiet >= kJudgedAfter;
  if (!heard.is_text_known) {
    if (heard.speech >= kLongSpeech && !is_over) return Verdict::interruption;
    return is_over && heard.speech < kLongSpeech ? Verdict::none : Verdict::wait;
  }
  const Words words = words_of(heard.text);
  const Verdict nobody = is_over && heard.is_text_current ? Verdict::none : Verdict::wait;
  // A noise that does not end is no more worth a pause than the reply itself.
  if (words.empty() && heard.speech >= kLongSpeech) return Verdict::echo;
  if (words.empty() || is_backchannel(words)) return nobody;
  const bool repeats = is_echo(own_words(words, lately(heard.said)), words.size()) ||
                       is_echo(own_words(words, lately(heard.spoken)), words.size());
  if (repeats) {
    return nobody == Verdict::none ? Verdict::echo : Verdict::wait;
  }
  if (words.size() >= kOwnWords || takes_floor(words)) return Verdict::interruption;
  const bool stands_alone = heard.quiet >= kLoneWordQuiet || heard.speech >= kLoneWordSpeech;
  return stands_alone ? Verdict::interruption : Verdict::wait;
}

}  // namespace hotpin::dialog
