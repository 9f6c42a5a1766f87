#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dialog/reply_text.hpp"

namespace hotpin::dialog {

/// When a word of a phrase's speech is heard, counted from the beginning of the phrase's audio.
struct SpokenWord {
  std::size_t text_begin = 0;  ///< byte of Phrase::speech
  double begin_ms = 0;         ///< of its sound
  double end_ms = 0;
};

/// Of a word whose sound is the samples [begin, end) of what a voice made at `rate_hz`, when what
/// goes out of that begins with its sample `trimmed`. Another rate of what goes out changes
/// nothing.
SpokenWord spoken_word(std::size_t text_begin, std::size_t begin, std::size_t end,
                       std::size_t trimmed, std::uint32_t rate_hz);

/// What of one reply has been heard when so much of its audio was played. Owned by the turn's
/// playout; used on the session's executor only; pure.
class PlayoutLedger {
 public:
  /// The next phrase that goes out, behind `pause_ms` of silence. `words` are in order, at least
  /// one for a phrase whose voice tells of them; a phrase without is taken to be said at an even
  /// pace, and its words count when their ends are due. A phrase without audio has a length of 0.
  void add(Phrase phrase, double pause_ms, double audio_ms, std::vector<SpokenWord> words = {});

  // The same of a phrase whose audio is still being made, in this order; one at a time.
  void begin(Phrase phrase, double pause_ms);
  void extend(double audio_ms);
  /// `ms` of silence in the phrase's middle, behind the audio that it has so far.
  void interrupt(double ms);
  /// Its audio is whole.
  void complete(std::vector<SpokenWord> words);
  /// No more of it comes: the words that were said are all of it, maybe none. Gives that phrase.
  const Phrase& break_off();

  /// Of all that was added.
  double length_ms() const { return length_ms_; }

  /// The shown text up to the last word whose sound had begun when `played_ms` of the reply's audio
  /// had been heard, its pauses counted. Phrases are joined by a space. A phrase that is cut ends
  /// without a mark. Never a word of which nothing was heard: one that is said in several words
  /// ("$3.50") counts with the last of them. Some microseconds.
  std::string heard_text(double played_ms) const;

 private:
  struct Gap {
    double at_ms;  // of the phrase's audio, without its gaps
    double ms;
  };
  struct Entry {
    Phrase phrase;
    double begin_ms;  // of its audio, in the reply's
    double audio_ms = 0;
    std::vector<SpokenWord> words{};
    std::vector<Gap> gaps{};  // few: each a pause in which a client gets nothing for seconds
    bool is_whole = false;
  };
  double even_ms(const Entry& entry) const;
  std::string heard_of(const Entry& entry, double played_ms) const;

  std::vector<Entry> entries_;  // bounded by ReplyText's limits
  double length_ms_ = 0;
  double slowest_ = 0;  // ms of audio for each character of the speech; of the whole phrases
};

}  // namespace hotpin::dialog
