#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "protocol/client_event.hpp"
#include "session/conversation/context.hpp"
#include "session/conversation/items.hpp"
#include "session/conversation/listening.hpp"
#include "session/conversation/resuming.hpp"
#include "session/history.hpp"
#include "session/picture/pending_picture.hpp"
#include "session/reply/reply.hpp"
#include "session/voice_choice.hpp"

namespace hotpin::session {

/// What a conversation answers: the reply under way, the one that is worked out ahead, and what
/// they are made with. Owned by its conversation; used on the session's executor only.
class Answering {
 public:
  /// `listening` and `items` outlive it.
  Answering(const ConversationContext& context, std::shared_ptr<History> history,
            Listening& listening, ConversationItems& items);

  void begin(const protocol::Hello& hello);
  /// Of the answers that are begun from here on. One that cannot be had changes nothing.
  void change_voice(const protocol::VoiceWish& wish);
  void set_speaks(bool speaks) { speaks_ = speaks; }
  /// What stands in front of every question has changed.
  void read_anew();
  /// What is being answered, if the item is that.
  std::optional<dialog::Item> words_under_way(const std::string& item_id) const;
  /// Whether the item is what is being answered: that is not remembered then.
  bool forget_words(const std::string& item_id);
  /// Whether the item is the reply that goes out: that ends, heard up to there.
  bool cut(const std::string& item_id, double heard_ms);
  /// `words` behind those that have got no answer, which are asked no more.
  std::string take_unanswered(const std::string& words);
  /// The history is known, or known better.
  void on_history();
  /// The client's word on how much of the turn's audio it has played.
  void played(base::TurnId turn, double ms);
  bool is_sounding() const { return reply_ && reply_->is_sounding(); }
  /// A picture may have come with what the user is about to say, or has said.
  void look_for_picture() { picture_->look(); }
  bool expects_picture() const { return picture_->is_expected(); }

  // What the turn machine decides.
  void read_ahead(const dialog::ReadAhead& effect);
  void begin_ahead(const dialog::BeginAhead& effect);
  void drop_ahead();
  void start(const dialog::StartReply& effect) {
    answer({effect.turn, effect.transcript, effect.is_begun, speaks_});
  }
  void start(const dialog::StartAnswer& effect) {
    answer({effect.turn, {}, false, speaks_ && effect.speaks});
  }
  void say(const dialog::SpeakNotice& effect);
  void hold(const dialog::HoldReply& effect);
  void resume(const dialog::ResumeReply& effect);
  void stop(const dialog::StopReply& effect);
  void restore(const dialog::RestoreReply& effect, Resuming::Found found);
  void forget_history(const dialog::ForgetHistory& effect);

  /// The client is gone. Gives the reply that was under way, if any.
  std::shared_ptr<Reply> leave();

 private:
  struct Ahead {
    std::shared_ptr<Reply> reply;
    base::TimePoint begun_at;
  };
  struct Question {
    base::TurnId turn;
    std::string words;      ///< empty: what the conversation holds is answered
    bool is_begun = false;  ///< its answer, by the last BeginAhead
    bool speaks = true;
  };

  void choose_voice(const protocol::VoiceWish& wish);
  void tell_fault(const ChosenVoice& chosen) const;
  void answer(const Question& question);
  engine::VoiceChoice voice_for(const std::string& words) const;
  std::shared_ptr<Reply> make_reply(base::TurnId turn, engine::VoiceChoice voice, bool speaks);
  Reply::Listener reply_listener(base::TurnId turn);
  void set_reply(std::shared_ptr<Reply> reply, std::shared_ptr<const engine::Picture> shown = {});
  void begin_reply(const Question& question, std::shared_ptr<const engine::Picture> shown);
  void refuse(const Question& question, base::Duration wait);
  void start_postponed();
  void drop_postponed(bool may_stand);
  void stop_unbegun(base::TurnId turn);
  void end_unbegun(base::TurnId turn) const;
  void on_ended(Reply::Outcome outcome);
  void remember(Reply::Outcome outcome);
  bool is_under_way(base::TurnId turn) const { return reply_ && reply_->turn() == turn; }
  std::string whole(const std::string& words) const;
  void prepare();

  const ConversationContext& context_;
  const std::shared_ptr<History> history_;
  Listening& listening_;
  ConversationItems& items_;
  std::shared_ptr<PendingPicture> picture_;
  ChosenVoice voice_;
  std::shared_ptr<Reply> reply_;
  std::shared_ptr<const engine::Picture> shown_;  // that the reply is about
  std::optional<Ahead> ahead_;                    // the answer to the last BeginAhead
  std::optional<Question> postponed_;             // for history, or to know of a picture
  std::string unanswered_;  // said before an interruption of its answer's silence
  std::uint64_t holds_ = 0;
  bool has_history_ = false;
  bool speaks_ = true;  // answers do; else they are text alone
};

}  // namespace hotpin::session
