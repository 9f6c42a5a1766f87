#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "dialog/reply_text.hpp"
#include "session/link.hpp"
#include "session/playout.hpp"
#include "session/services.hpp"
#include "session/turn_ledger.hpp"

namespace hotpin::session {

/// One turn's answer: the model's text becomes phrases, phrases become audio side by side, audio
/// goes out in order. Ends by itself with the turn's last message; destroying it cancels the model
/// and the voice, and nothing more of the turn is sent. Owned by its session; used on the session's
/// executor only; engines' results come back to it through the executor.
class Reply : public std::enable_shared_from_this<Reply> {
 public:
  /// Phrases being synthesised at once: one plays while the next is made.
  static constexpr std::size_t kPhrasesAhead = 2;
  /// Audio of one reply; the model is stopped there.
  static constexpr double kMaxAudioMs = 120'000;

  struct Outcome {
    base::TurnId turn;
    std::string transcript;
    std::string spoken;  ///< of the model's answer, as far as it went out
    protocol::Completed::How how = protocol::Completed::How::spoken;
  };
  using OnEnded = std::function<void(Outcome)>;

  Reply(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
        std::shared_ptr<base::Executor> executor, engine::VoiceChoice voice, TurnLedger ledger,
        OnEnded on_ended);
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  void answer(engine::LlmRequest request, std::string transcript,
              std::vector<protocol::TimedWord> words);
  /// Says a fixed sentence as the whole turn.
  void say(dialog::Notice notice);

 private:
  struct Piece {
    enum class State { waiting, making, made };
    std::size_t number;
    dialog::Phrase phrase;
    State state = State::waiting;
    std::vector<engine::TtsAudio> audio;
  };

  void on_llm(const engine::LlmEvent& event);
  void on_delta(const engine::LlmDelta& delta);
  void on_done(const engine::LlmDone& done);
  void add(std::vector<dialog::Phrase> phrases);
  void pump();
  void send_made();
  void make(Piece& piece);
  void on_tts(std::size_t number, engine::TtsEvent event);
  void fail(base::Error error);
  void watch_model(base::Duration wait);
  void watch_phrase(std::size_t number);
  void retry_when_drained();
  void finish();
  void end(protocol::Completed::How how);
  Piece* find(std::size_t number);
  template <typename Method>
  auto on_executor(Method method);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<base::Executor> executor_;
  engine::VoiceChoice voice_;
  TurnLedger ledger_;
  OnEnded on_ended_;
  Playout playout_;
  std::string transcript_;
  std::string answered_;  // the model's words that went out
  dialog::ReplyText text_;
  std::stop_source stop_model_;
  std::stop_source stop_voice_;
  std::deque<Piece> pieces_;  // bounded by ReplyText's limits
  std::size_t next_number_ = 0;
  base::TimePoint model_progress_{};
  bool model_ended_ = false;
  bool waits_for_room_ = false;
  bool ended_ = false;
  std::optional<base::Error> failure_;
};

}  // namespace hotpin::session
