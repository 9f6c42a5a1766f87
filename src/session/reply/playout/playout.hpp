#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "base/ids.hpp"
#include "dialog/playout_ledger.hpp"
#include "protocol/client_traits.hpp"
#include "session/link.hpp"
#include "session/reply/parked_reply.hpp"
#include "session/reply/playout/heard_position.hpp"
#include "session/reply/playout/phrase_queue.hpp"
#include "session/reply/playout/spoken_text.hpp"
#include "session/reply/turn_ledger.hpp"

namespace hotpin::session {

/// How a client is sent audio.
struct PlayoutPace {
  OutputRate rate{};
  // Each as in protocol::ClientTraits.
  double lead_ms = std::numeric_limits<double>::infinity();
  double longest_gap_ms = std::numeric_limits<double>::infinity();
  protocol::ClientTraits::Delivery delivery = protocol::ClientTraits::Delivery::streamed;
  bool speaks = true;  ///< else its text alone is sent
};

/// The speaking half of one turn: phrases in, in order and as they are made, to the client's
/// messages out, paced. The silence that synthesisers put around a phrase is replaced by the pause
/// its last mark asks for. Knows what has been heard; of a reply that is text alone, what was sent.
/// Owned by the turn's reply; used on the session's executor only.
class Playout {
 public:
  /// Audio handed to the socket and not taken yet; above it the reply waits.
  static constexpr double kMaxUnsentMs = 32'000;
  /// Audio that waits here for its time; above it no more is synthesised.
  static constexpr double kMaxWaitingMs = 20'000;

  using OnSaid = std::function<void(const dialog::Phrase&)>;  ///< a phrase begins to go out

  Playout(Link& link, TurnLedger& ledger, const base::Executor& executor, PlayoutPace pace,
          OnSaid on_said)
      : link_(link),
        ledger_(ledger),
        executor_(executor),
        pace_(pace),
        on_said_(std::move(on_said)),
        queue_(pace.rate),
        position_(pace.delivery == protocol::ClientTraits::Delivery::whole) {}

  /// A phrase with its whole audio, at the client's rate and trimmed. Without audio it gives only
  /// the text.
  void phrase(dialog::Phrase phrase, std::vector<std::int16_t> pcm,
              std::vector<dialog::SpokenWord> words = {});

  // A phrase whose audio is still being made, in this order; one at a time.
  void begin_phrase(dialog::Phrase phrase);
  void extend_phrase(std::vector<std::int16_t> pcm);
  void end_phrase(std::vector<dialog::SpokenWord> words);
  /// No more of it comes: what there is of it is said, and taken for all of it.
  void break_off_phrase();

  /// The phrases of a reply of which the first `heard_ms` are not wanted again.
  void restore(std::vector<ReadyPhrase> phrases, double heard_ms);
  /// All phrases, what was heard too, as restore() takes them. Nothing goes out any more.
  std::vector<ReadyPhrase> take_phrases();
  /// Nothing follows.
  void finish() { is_whole_ = true; }
  /// Whether all there is to say is here.
  bool is_whole() const { return is_whole_; }

  /// Sends what is due. When to come again; nothing when only a new phrase or resume() changes
  /// anything.
  std::optional<base::Duration> pump();
  void hold() { is_held_ = true; }
  void resume() { is_held_ = false; }
  /// The rest is not wanted: nothing more of it goes out but the end.
  void cut();
  /// The client's word on how much has been heard.
  void played(double ms) { position_.report(ms, executor_.now()); }

  bool has_room() const { return queue_.waiting_ms() < kMaxWaitingMs; }
  bool is_sent() const { return is_ended_; }
  /// Sent, and as far as is known also heard.
  bool is_heard() { return is_ended_ && unheard_ms() <= 0; }
  bool has_begun() const { return position_.sent_ms() > 0; }
  /// Sound that is here and was not heard yet.
  double left_ms();
  double length_ms() const { return heard_.length_ms(); }
  const std::string& spoken_text() const { return text_.text(); }
  std::string heard_text();
  /// Whether there is nothing that a client could hear or read.
  bool is_empty() const { return pace_.speaks ? length_ms() <= 0 : text_.text().empty(); }
  /// When of its audio each word is heard. Nothing goes out any more.
  dialog::PlayoutLedger take_heard() { return std::move(heard_); }

 private:
  void add(ReadyPhrase phrase);
  void begin(dialog::Phrase phrase, double pause_ms);
  void send_slice();
  void send(std::vector<std::int16_t> pcm);
  std::optional<base::Duration> bridge_gap();
  void announce(const dialog::Phrase& phrase);
  bool is_first() const;
  double unheard_ms() { return position_.left_ms(executor_.now(), link_.unsent_ms()); }
  void end();

  Link& link_;
  TurnLedger& ledger_;
  const base::Executor& executor_;
  const PlayoutPace pace_;
  const OnSaid on_said_;
  PhraseQueue queue_;
  SpokenText text_;
  SpokenText sent_text_;  // of a reply that is text alone
  dialog::PlayoutLedger heard_;
  HeardPosition position_;
  double bridged_ms_ = 0;  // of silence, sent since the last phrase
  bool is_held_ = false;
  bool is_whole_ = false;
  bool is_ended_ = false;
};

}  // namespace hotpin::session
