#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/wire/event.hpp"
#include "client/wire/reply_audio.hpp"

namespace hotpin::client {

/// The sound of one reply on its way to the ear: what has come, what is to be played next, and what
/// is heard of it. All in samples of the wire. Pure. Owned by the reply's player, one at a time.
class ReplyPlayout {
 public:
  ReplyPlayout() = default;
  explicit ReplyPlayout(int turn) : turn_(turn) {}

  int turn() const { return turn_; }  ///< 0: no reply yet

  /// The next sound says this.
  void add_phrase(std::string text);
  /// A binary message: the WAV header in front of the first is passed over, an empty one is the
  /// end.
  void add_message(std::string_view bytes);
  /// What is to be played next; `played(n)` takes it away.
  std::span<const std::int16_t> waiting() const { return waiting_; }
  void played(std::size_t samples);
  /// The ear is so far into the reply. Gives the phrases and the words that have begun since the
  /// last call. Where in a phrase a word lies is taken from its letters.
  std::vector<Event> heard_up_to(std::size_t samples);
  /// Nothing more of it shall be played, also of what still comes.
  void drop();

  std::size_t heard() const { return heard_; }
  std::size_t given() const { return given_; }  ///< to the speaker
  bool has_ended() const { return has_ended_ || is_dropped_; }
  /// Whether the ear is past the first audible sample.
  bool is_audible() const { return first_audible_ && heard_ > *first_audible_; }

 private:
  struct Phrase {
    std::size_t begin = 0;
    std::string text;
    std::size_t told = 0;  ///< of the text, in bytes
  };
  std::size_t length_of(std::size_t index) const;
  void tell_words(std::size_t index, std::vector<Event>& begun);

  int turn_ = 0;
  ReplyAudio audio_;
  std::vector<Phrase> phrases_;  ///< those that are not wholly heard yet
  std::size_t told_phrases_ = 0;
  std::vector<std::int16_t> waiting_;
  std::size_t come_ = 0;
  std::size_t given_ = 0;
  std::size_t heard_ = 0;
  std::optional<std::size_t> first_audible_;
  bool has_ended_ = false;
  bool is_dropped_ = false;
};

}  // namespace hotpin::client
