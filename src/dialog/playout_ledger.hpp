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

  /// Of all that was added.
  double length_ms() const { return length_ms_; }

  /// The shown text up to the last word whose sound had begun when `played_ms` of the reply's audio
  /// had been heard, its pauses counted. Phrases are joined by a space. A phrase that is cut ends
  /// without a mark. Never a word of which nothing was heard: one that is said in several words
  /// ("$3.50") counts with the last of them. Some microseconds.
  std::string heard_text(double played_ms) const;

 private:
  struct Entry {
    Phrase phrase;
    double begin_ms;  // of its audio, in the reply's
    double audio_ms;
    std::vector<SpokenWord> words;
  };
  static std::string heard_of(const Entry& entry, double played_ms);

  std::vector<Entry> entries_;  // bounded by ReplyText's limits
  double length_ms_ = 0;
};

}  // namespace hotpin::dialog
