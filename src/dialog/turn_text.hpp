#pragma once

#include <string>
#include <string_view>

/// What the words of a turn so far tell about whether it is over. English; of another language only
/// its punctuation and its length count. Pure; any thread.
namespace hotpin::dialog {

/// How a turn's text ends.
enum class TextEnding {
  nothing,      ///< no words
  hesitation,   ///< "uh", "let me think": the speaker says that more comes
  leaning,      ///< "the", "and", "I'm": the last word needs another
  unlikely,     ///< "is", "they", "with", "please enter": a sentence seldom ends so
  clause,       ///< "if you want": only the first half of a sentence
  few_digits,   ///< a telephone number, a code or a spelled word under way
  many_digits,  ///< one that may be whole
  place,        ///< an address: a house number, or a street whose town may follow
  one_word,     ///< one word that is no answer
  fragment,     ///< no verb in the whole turn: "the child", also "two coffees"
  unknown,      ///< words of another script
  sentence,     ///< nothing speaks against its end
  question,     ///< the same, and its mark or its first word says that it asks
  answer,       ///< "yes", "no thanks", "okay": whole as it is
};

/// `text` is what was recognised of the turn, with punctuation and capitals or without.
TextEnding ending_of(std::string_view text);

/// `text` as one sentence without its last mark: a recogniser closes a sentence wherever it heard a
/// pause. For a model that is asked whether the sentence is over.
std::string as_one_sentence(std::string text);

/// `text` without its last word, which may be half a word while somebody speaks on.
std::string settled_words(std::string_view text);

}  // namespace hotpin::dialog
