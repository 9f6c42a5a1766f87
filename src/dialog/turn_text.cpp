#include "dialog/turn_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using namespace std::string_view_literals;

/// Words that need another one behind them.
constexpr auto kLeaning = std::to_array(
    {"a"sv,       "an"sv,      "and"sv,      "because"sv, "but"sv,    "cause"sv,   "every"sv,
     "he'll"sv,   "i"sv,       "i'd"sv,      "i'll"sv,    "i'm"sv,    "i've"sv,    "if"sv,
     "it'll"sv,   "it's"sv,    "its"sv,      "let's"sv,   "my"sv,     "or"sv,      "our"sv,
     "she'll"sv,  "than"sv,    "that's"sv,   "the"sv,     "their"sv,  "there's"sv, "they'd"sv,
     "they'll"sv, "they're"sv, "very"sv,     "we'd"sv,    "we'll"sv,  "we're"sv,   "we've"sv,
     "what's"sv,  "where's"sv, "who's"sv,    "whose"sv,   "you'd"sv,  "you'll"sv,  "you're"sv,
     "you've"sv,  "your"sv,    "although"sv, "unless"sv,  "whether"sv});
/// Words that seldom end a sentence.
constexpr auto kSeldomLast =
    std::to_array({"am"sv,    "any"sv,   "are"sv,   "as"sv,     "been"sv, "can"sv,   "can't"sv,
                   "could"sv, "did"sv,   "does"sv,  "don't"sv,  "each"sv, "had"sv,   "has"sv,
                   "he"sv,    "he's"sv,  "his"sv,   "how"sv,    "is"sv,   "isn't"sv, "just"sv,
                   "may"sv,   "might"sv, "must"sv,  "quite"sv,  "she"sv,  "she's"sv, "should"sv,
                   "some"sv,  "such"sv,  "then"sv,  "they"sv,   "was"sv,  "we"sv,    "were"sv,
                   "when"sv,  "where"sv, "which"sv, "while"sv,  "who"sv,  "why"sv,   "will"sv,
                   "won't"sv, "would"sv, "being"sv, "almost"sv, "also"sv, "gonna"sv, "wanna"sv});
/// They end a question ("what are you talking about"), and hardly ever a statement.
constexpr auto kLastInQuestions = std::to_array(
    {"about"sv,  "against"sv, "at"sv,   "be"sv,    "between"sv, "by"sv,     "do"sv,
     "during"sv, "for"sv,     "from"sv, "have"sv,  "in"sv,      "into"sv,   "like"sv,
     "not"sv,    "of"sv,      "on"sv,   "onto"sv,  "over"sv,    "really"sv, "so"sv,
     "that"sv,   "these"sv,   "this"sv, "those"sv, "through"sv, "to"sv,     "toward"sv,
     "under"sv,  "until"sv,   "upon"sv, "well"sv,  "with"sv,    "without"sv});
/// Verbs that wait for what they act on.
constexpr auto kWaitingVerbs = std::to_array(
    {"ask"sv,  "bring"sv, "enter"sv, "find"sv,   "get"sv,   "give"sv,   "gave"sv,  "got"sv,
     "keep"sv, "let"sv,   "make"sv,  "made"sv,   "mean"sv,  "need"sv,   "press"sv, "put"sv,
     "say"sv,  "says"sv,  "send"sv,  "set"sv,    "show"sv,  "take"sv,   "told"sv,  "turn"sv,
     "use"sv,  "want"sv,  "wants"sv, "wanted"sv, "going"sv, "trying"sv, "called"sv});
constexpr auto kHesitations = std::to_array({"ah"sv, "eh"sv, "er"sv, "erm"sv, "hm"sv, "hmm"sv,
                                             "mm"sv, "uh"sv, "uhh"sv, "uhm"sv, "um"sv, "umm"sv});
constexpr auto kHesitantPhrases =
    std::to_array({"let me think"sv,     "let me see"sv,       "let me check"sv,
                   "let's see"sv,        "i mean"sv,           "you know"sv,
                   "hold on"sv,          "hang on"sv,          "wait"sv,
                   "no wait"sv,          "one moment"sv,       "one second"sv,
                   "give me a second"sv, "give me a moment"sv, "just a moment"sv,
                   "just a second"sv,    "what's the word"sv,  "how do i say"sv,
                   "or rather"sv,        "i was wondering"sv,  "for example"sv,
                   "such as"sv,          "kind of"sv,          "sort of"sv,
                   "the thing is"sv});
/// Whole turns.
constexpr auto kAnswers =
    std::to_array({"yes"sv,          "yeah"sv,         "yep"sv,
                   "yup"sv,          "no"sv,           "nope"sv,
                   "nah"sv,          "ok"sv,           "okay"sv,
                   "sure"sv,         "right"sv,        "alright"sv,
                   "all right"sv,    "correct"sv,      "exactly"sv,
                   "thanks"sv,       "thank you"sv,    "thank you very much"sv,
                   "thanks a lot"sv, "stop"sv,         "cancel"sv,
                   "hello"sv,        "hi"sv,           "hey"sv,
                   "goodbye"sv,      "good bye"sv,     "bye"sv,
                   "bye bye"sv,      "good morning"sv, "good evening"sv,
                   "good night"sv,   "maybe"sv,        "perhaps"sv,
                   "never mind"sv,   "nevermind"sv,    "fine"sv,
                   "great"sv,        "good"sv,         "cool"sv,
                   "perfect"sv,      "absolutely"sv,   "definitely"sv,
                   "of course"sv,    "not now"sv,      "not yet"sv,
                   "not really"sv,   "not at all"sv,   "i don't know"sv,
                   "i think so"sv,   "i do"sv,         "i don't"sv,
                   "i am"sv,         "i did"sv,        "i didn't"sv,
                   "i will"sv,       "i won't"sv,      "i can"sv,
                   "i can't"sv,      "it is"sv,        "it isn't"sv,
                   "no thanks"sv,    "no thank you"sv, "yes please"sv,
                   "yes i do"sv,     "no i don't"sv,   "yes it is"sv,
                   "no it isn't"sv,  "go on"sv,        "go ahead"sv,
                   "continue"sv,     "next"sv,         "repeat"sv,
                   "again"sv,        "help"sv,         "nothing"sv,
                   "that's it"sv,    "that's all"sv,   "that's right"sv,
                   "uh huh"sv,       "mm hmm"sv,       "mhm"sv,
                   "me too"sv,       "why not"sv,      "no problem"sv,
                   "got it"sv,       "i see"sv,        "yes sir"sv,
                   "why"sv,          "what"sv,         "pardon"sv,
                   "sorry"sv});
/// The first word of half a sentence.
constexpr auto kSubordinators = std::to_array(
    {"after"sv, "although"sv, "as"sv, "because"sv, "before"sv, "if"sv, "once"sv, "since"sv,
     "though"sv, "unless"sv, "until"sv, "when"sv, "whenever"sv, "while"sv});
constexpr auto kQuestionWords =
    std::to_array({"what"sv,  "what's"sv, "where"sv,  "where's"sv, "who"sv,    "who's"sv, "whose"sv,
                   "which"sv, "why"sv,    "how"sv,    "how's"sv,   "when"sv,   "is"sv,    "are"sv,
                   "was"sv,   "were"sv,   "do"sv,     "does"sv,    "did"sv,    "can"sv,   "could"sv,
                   "will"sv,  "would"sv,  "should"sv, "shall"sv,   "may"sv,    "have"sv,  "has"sv,
                   "isn't"sv, "aren't"sv, "don't"sv,  "doesn't"sv, "didn't"sv, "can't"sv});
constexpr auto kAuxiliaries =
    std::to_array({"am"sv,    "are"sv,    "be"sv,    "been"sv,   "can"sv,  "could"sv, "did"sv,
                   "do"sv,    "does"sv,   "had"sv,   "has"sv,    "have"sv, "is"sv,    "may"sv,
                   "might"sv, "must"sv,   "shall"sv, "should"sv, "was"sv,  "were"sv,  "will"sv,
                   "would"sv, "cannot"sv, "gonna"sv, "gotta"sv,  "wanna"sv});
/// Common verbs, besides those that end in "ed" or carry an apostrophe.
constexpr auto kVerbs = std::to_array(
    {"add"sv,    "ask"sv,     "bring"sv,   "buy"sv,      "call"sv,    "came"sv,      "change"sv,
     "check"sv,  "close"sv,   "come"sv,    "comes"sv,    "cost"sv,    "cut"sv,       "doing"sv,
     "done"sv,   "drop"sv,    "eat"sv,     "enter"sv,    "explain"sv, "fail"sv,      "feel"sv,
     "felt"sv,   "find"sv,    "finish"sv,  "forget"sv,   "found"sv,   "gave"sv,      "get"sv,
     "gets"sv,   "getting"sv, "give"sv,    "gives"sv,    "go"sv,      "goes"sv,      "going"sv,
     "got"sv,    "guess"sv,   "happen"sv,  "hear"sv,     "heard"sv,   "help"sv,      "hold"sv,
     "hope"sv,   "hurt"sv,    "keep"sv,    "kept"sv,     "knew"sv,    "know"sv,      "knows"sv,
     "laugh"sv,  "learn"sv,   "leave"sv,   "left"sv,     "let"sv,     "like"sv,      "likes"sv,
     "listen"sv, "live"sv,    "lives"sv,   "look"sv,     "looks"sv,   "lost"sv,      "love"sv,
     "made"sv,   "make"sv,    "makes"sv,   "mean"sv,     "means"sv,   "meet"sv,      "met"sv,
     "move"sv,   "need"sv,    "needs"sv,   "open"sv,     "order"sv,   "pay"sv,       "play"sv,
     "press"sv,  "put"sv,     "read"sv,    "remember"sv, "remind"sv,  "repeat"sv,    "run"sv,
     "runs"sv,   "said"sv,    "saw"sv,     "say"sv,      "says"sv,    "see"sv,       "seem"sv,
     "seems"sv,  "seen"sv,    "send"sv,    "sent"sv,     "set"sv,     "show"sv,      "sing"sv,
     "sit"sv,    "sleep"sv,   "sounds"sv,  "speak"sv,    "spell"sv,   "start"sv,     "stay"sv,
     "stop"sv,   "switch"sv,  "take"sv,    "takes"sv,    "talk"sv,    "tell"sv,      "thank"sv,
     "think"sv,  "thinks"sv,  "thought"sv, "told"sv,     "took"sv,    "translate"sv, "try"sv,
     "turn"sv,   "use"sv,     "wait"sv,    "wake"sv,     "walk"sv,    "want"sv,      "wants"sv,
     "watch"sv,  "went"sv,    "work"sv,    "works"sv,    "write"sv,   "wrote"sv});
constexpr auto kDigits =
    std::to_array({"zero"sv, "oh"sv, "o"sv, "one"sv, "two"sv, "three"sv, "four"sv, "five"sv,
                   "six"sv, "seven"sv, "eight"sv, "nine"sv});
constexpr auto kNumbers = std::to_array(
    {"ten"sv,     "eleven"sv,    "twelve"sv,   "thirteen"sv, "fourteen"sv, "fifteen"sv,
     "sixteen"sv, "seventeen"sv, "eighteen"sv, "nineteen"sv, "twenty"sv,   "thirty"sv,
     "forty"sv,   "fifty"sv,     "sixty"sv,    "seventy"sv,  "eighty"sv,   "ninety"sv,
     "hundred"sv, "thousand"sv,  "million"sv});
/// A number behind one of these is being dictated.
constexpr auto kDictated = std::to_array({"account"sv, "card"sv, "code"sv, "dial"sv, "digits"sv,
                                          "number"sv, "phone"sv, "pin"sv, "zip"sv});
constexpr auto kStreets = std::to_array(
    {"avenue"sv, "boulevard"sv, "court"sv, "drive"sv, "lane"sv, "road"sv, "square"sv, "street"sv});
constexpr auto kAddressed = std::to_array({"address"sv, "deliver"sv, "live"sv, "lives"sv});

template <typename Table>
bool is_in(const Table& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

/// Digits behind each other that make a code worth waiting for, and a whole telephone number.
constexpr std::size_t kCode = 3;
constexpr std::size_t kWholeNumber = 10;
/// Longer turns have a verb, known here or not.
constexpr std::size_t kFragmentWords = 6;

struct Turn {
  std::vector<std::string> words;  // lower case, split at hyphens
  std::size_t sentence = 0;        // where the last sentence begins
  char mark = 0;                   // behind the last word: one of . ? ! , or 0
  bool has_other_script = false;

  const std::string& last() const { return words.back(); }
  std::string tail(std::size_t from) const {
    std::string text;
    for (std::size_t i = from; i < words.size(); ++i) text += (text.empty() ? "" : " ") + words[i];
    return text;
  }
};

bool is_mark(char32_t c) {
  return c == '.' || c == '?' || c == '!' || c == ',' || c == ';' || c == ':' ||
         is_foreign_stop(c) || is_foreign_comma(c);
}

char plain_mark(char32_t c) {
  if (c == '?' || c == U'？' || c == U'؟') return '?';
  if (c == '!' || c == U'！') return '!';
  if (c == '.' || is_foreign_stop(c)) return '.';
  return ',';
}

/// A sentence begins behind a stop only with a capital: recognisers also put one at each pause.
Turn read(std::string_view text) {
  Turn turn;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) turn.words.push_back(std::move(word));
    word.clear();
  };
  while (!text.empty()) {
    const char32_t taken = base::take_code_point(text);
    const char32_t c = taken == U'’' ? U'\'' : taken;
    if (is_word_char(c) || (c == '\'' && !word.empty())) {
      if (word.empty() && turn.mark != 0) {
        if (turn.mark != ',' && !is_ascii_lower(c)) turn.sentence = turn.words.size();
        turn.mark = 0;
      }
      turn.has_other_script = turn.has_other_script || c > 0x24F;
      base::append_code_point(word, is_ascii_upper(c) ? c - 'A' + 'a' : c);
      continue;
    }
    end_word();
    if (is_mark(c)) turn.mark = plain_mark(c);
  }
  end_word();
  if (turn.sentence >= turn.words.size()) turn.sentence = 0;
  return turn;
}

bool is_number(const std::string& word) {
  return is_in(kDigits, word) || is_in(kNumbers, word) ||
         std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

bool is_letter(const std::string& word) {
  return word.size() == 1 && word != "a" && word != "i" &&
         std::isalpha(static_cast<unsigned char>(word.front())) != 0;
}

/// How many digits or spelled letters the turn ends with.
std::size_t dictated(const Turn& turn) {
  std::size_t count = 0;
  for (auto word = turn.words.rbegin(); word != turn.words.rend(); ++word) {
    if (is_in(kDigits, *word) || is_letter(*word)) ++count;
    else if (std::isdigit(static_cast<unsigned char>(word->front())) != 0) count += word->size();
    else if (is_in(kNumbers, *word)) count += 2;
    else if (*word != "double" && *word != "triple") break;
  }
  return count;
}

bool mentions(const Turn& turn, const auto& table) {
  return std::any_of(turn.words.begin(), turn.words.end(),
                     [&](const std::string& word) { return is_in(table, word); });
}

bool is_verb(const std::string& word) {
  const std::size_t apostrophe = word.find('\'');
  const bool is_short_form = apostrophe != std::string::npos && apostrophe + 1 < word.size();
  const bool is_past = word.size() > 3 && word.ends_with("ed");
  return is_short_form || is_past || is_in(kAuxiliaries, word) || is_in(kVerbs, word);
}

bool is_question(const Turn& turn) {
  return turn.mark == '?' || is_in(kQuestionWords, turn.words[turn.sentence]);
}

bool hesitates(const Turn& turn) {
  if (is_in(kHesitations, turn.last())) return true;
  const std::string text = turn.tail(turn.sentence);
  return std::any_of(kHesitantPhrases.begin(), kHesitantPhrases.end(), [&](std::string_view it) {
    return text == it || (text.ends_with(it) && text[text.size() - it.size() - 1] == ' ');
  });
}

/// "If you want", "after the tone": no second half yet.
bool is_half(const Turn& turn) {
  const std::string& first = turn.words[turn.sentence];
  if (!is_in(kSubordinators, first)) return false;
  if (turn.sentence + 1 == turn.words.size()) return true;
  if (turn.mark == '?' || is_in(kAuxiliaries, turn.words[turn.sentence + 1])) return false;
  constexpr std::size_t kTwoHalves = 8;
  return turn.words.size() - turn.sentence < kTwoHalves;
}

/// "No, not the red": what it is instead may follow.
bool is_denial(const Turn& turn) {
  constexpr std::size_t kMostWords = 4;
  const std::size_t count = turn.words.size() - turn.sentence;
  const std::size_t at = turn.sentence + (turn.words[turn.sentence] == "no" ? 1 : 0);
  return count <= kMostWords && at + 1 < turn.words.size() && turn.words[at] == "not";
}

bool is_unlikely(const Turn& turn) {
  const std::string& last = turn.last();
  if (is_in(kSeldomLast, last) || is_in(kWaitingVerbs, last)) return true;
  return is_in(kLastInQuestions, last) && !is_in(kQuestionWords, turn.words[turn.sentence]);
}

TextEnding ending_of_number(std::size_t digits) {
  if (digits >= kWholeNumber) return TextEnding::many_digits;
  return TextEnding::few_digits;
}

}  // namespace

TextEnding ending_of(std::string_view text) {
  const Turn turn = read(text);
  if (turn.words.empty()) return TextEnding::nothing;
  if (turn.has_other_script) return TextEnding::unknown;
  if (is_in(kAnswers, turn.tail(0))) return TextEnding::answer;
  const bool asks = is_question(turn) && turn.mark == '?' && turn.words.size() > turn.sentence + 2;
  if (hesitates(turn) && !asks) return TextEnding::hesitation;  // "What do you know?"
  if (is_in(kLeaning, turn.last())) return TextEnding::leaning;
  const std::size_t digits = dictated(turn);
  if (digits >= kCode || (digits > 0 && mentions(turn, kDictated))) return ending_of_number(digits);
  if (is_half(turn) || is_denial(turn)) return TextEnding::clause;
  if (is_unlikely(turn)) return TextEnding::unlikely;
  if (mentions(turn, kAddressed) && (is_number(turn.last()) || is_in(kStreets, turn.last())))
    return TextEnding::place;
  if (turn.words.size() == 1) return TextEnding::one_word;
  const bool has_verb = std::any_of(turn.words.begin(), turn.words.end(), is_verb);
  if (!has_verb && turn.words.size() <= kFragmentWords) return TextEnding::fragment;
  return is_question(turn) ? TextEnding::question : TextEnding::sentence;
}

std::string as_one_sentence(std::string text) {
  while (!text.empty() && " .,?!;:"sv.find(text.back()) != std::string_view::npos) text.pop_back();
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (".?!"sv.find(text[i]) == std::string_view::npos || text[i + 1] != ' ') continue;
    text.erase(i, 1);
    const bool is_i =
        text[i + 1] == 'I' && std::isalpha(static_cast<unsigned char>(text[i + 2])) == 0;
    if (is_i) continue;
    text[i + 1] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i + 1])));
  }
  return text;
}

std::string settled_words(std::string_view text) {
  const std::size_t last = text.find_last_not_of(' ');
  const std::size_t space = last == text.npos ? last : text.find_last_of(' ', last);
  const std::size_t end = space == text.npos ? space : text.find_last_not_of(' ', space);
  return end == text.npos ? "" : std::string(text.substr(0, end + 1));
}

}  // namespace hotpin::dialog
