#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "session/reply/output_rate.hpp"
#include "session/reply/parked_reply.hpp"

namespace hotpin::session {

/// The silence behind a phrase of this text, by its last mark, in ms.
double pause_behind(std::string_view text);

/// The phrases of one reply with the pauses between them, and what of their audio is the next to go
/// out; the last phrase may still be in the making. Those that went out stay, for whoever takes the
/// reply over. Pure; owned by the reply's Playout.
class PhraseQueue {
 public:
  explicit PhraseQueue(OutputRate rate) : rate_(rate) {}

  /// The pause that is owed before a phrase of this text, which comes next and has a sound.
  double take_pause(std::string_view text) { return std::exchange(pause_ms_, pause_behind(text)); }

  // A phrase, in this order; one at a time.
  void begin(dialog::Phrase phrase, double pause_ms);
  void extend(std::vector<std::int16_t> pcm);
  void complete(std::vector<dialog::SpokenWord> words);
  /// No more of it comes, and this is what there is.
  void break_off(const dialog::Phrase& said);

  /// So much need not go out.
  void skip(double ms);
  /// Nothing of the rest goes out.
  void drop_rest();
  /// All phrases, also those that went out.
  std::vector<ReadyPhrase> take_all();

  /// Nothing can go out, as far as it is made.
  bool is_sent() const;
  bool is_open() const { return is_open_; }
  /// Audio that waits to go out.
  double waiting_ms() const { return waiting_ms_; }

  // What goes out next; only when not is_sent().
  /// Its phrase when that was not asked for before; else null. Valid until the next call.
  const dialog::Phrase* take_untold();
  std::vector<std::int16_t> take_slice(double most_ms);

 private:
  std::size_t samples_of(const ReadyPhrase& phrase) const;
  void end_last();
  void pass_sent();

  const OutputRate rate_;
  std::vector<ReadyPhrase> phrases_;  // of the whole reply; bound: ModelAnswer::kMaxAudioMs
  std::size_t next_ = 0;              // of them, the one that goes out
  std::size_t sent_of_next_ = 0;      // samples, its pause among them
  std::size_t told_ = 0;              // of them, one more than the last one told of
  bool is_open_ = false;              // more comes of the last of them
  double waiting_ms_ = 0;
  double pause_ms_ = 0;  // owed before the next phrase
};

}  // namespace hotpin::session
