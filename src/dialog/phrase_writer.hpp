#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::dialog {

struct Phrase {
  std::string text;    ///< as it is shown and kept: plain, one line
  std::string speech;  ///< what the voice says, at most kMaxSpeechBytes; never empty
};

/// Writes phrases of one reply as a voice says them. One per reply; pure.
class PhraseWriter {
 public:
  /// Of one phrase's speech; the engines take no more at once.
  static constexpr std::size_t kMaxSpeechBytes = 1000;

  /// `language` is the tag of what the voice speaks ("de", "en-us"); empty: not known, read as
  /// English.
  explicit PhraseWriter(std::string_view language)
      : is_english_(language.empty() || language.starts_with("en")) {}

  /// Appends `text`, which is plain and one line, as a phrase, or as several if it is too much to
  /// say at once. With nothing to say it waits for the next one.
  void write(std::string text, std::vector<Phrase>& out);
  /// What was written is whole; how it is read says nothing about what follows.
  void end_sentence() { sentence_.clear(); }
  /// What was written is given to nobody.
  void take_back();
  /// Of the text of all phrases that were not taken back.
  std::size_t words() const { return words_; }

 private:
  void write_halves(const std::string& text, std::vector<Phrase>& out);

  bool is_english_;
  std::string sentence_;  // the end of what was written of it, for what follows
  std::string unspoken_;  // text with nothing to say, for the next phrase
  std::size_t words_ = 0;
};

}  // namespace hotpin::dialog
