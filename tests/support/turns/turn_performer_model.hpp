#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "support/turns/turn_machine_steps.hpp"

namespace hotpin::dialog {

/// A turn machine's performer that performs nothing, and checks what a performer relies on: every
/// turn ends once and is not heard of afterwards, one at a time has the floor, committed words come
/// in order and once, and what is idle owes nothing.
class TurnPerformerModel {
 public:
  /// The utterance under way, as far as it was heard.
  struct Hearing {
    TurnId turn;
    std::size_t collected = 0;
    bool has_failed = false;
    std::optional<std::size_t> told_at{};  ///< that speech started
  };

  explicit TurnPerformerModel(const TurnRules& rules) : rules_(rules), machine_(rules) {}

  void step(const Input& input) {
    const bool was_hands_free = machine_.is_hands_free();
    const auto was_open = open_;
    trail_ += "input " + std::to_string(input.index()) + ":";
    std::visit([this](const auto& what) { before(what); }, input);
    const Effects effects = machine_.step(input);
    for (const Effect& effect : effects) {
      trail_ += " " + std::visit(Words{}, effect);
      check_not_over(effect);
      std::visit([this](const auto& what) { perform(what); }, effect);
    }
    trail_ += '\n';
    if (open_ && ends_unseen(input, was_hands_free)) end_hearing(State::closed);
    if (was_open && !open_ && commits(input)) note_commit(was_open->turn);
    if (std::holds_alternative<AudioArrived>(input) && !open_ && !was_hands_free) {
      if (!is_dropping_) was_committed_ = !rules_.answers_turns;
      is_dropping_ = true;
    }
    require_idle_is_idle();
  }

  /// Nothing more is said, the recogniser and every reply come to their end.
  void drain() {
    step(InputCleared{});
    for (int i = 0; i < 64 && !machine_.is_idle(); ++i) {
      if (!pending_.empty()) step(Recognised{*pending_.begin(), "last words"});
      else if (floor_) step(ReplyEnded{*floor_});
    }
    require(machine_.is_idle(), "is idle in the end");
    require(!ahead_, "nothing is worked out for nobody");
    require(owed_.empty(), "all that was committed was kept");
    for (const auto& [turn, state] : states_) {
      require(state == State::discarded || state == State::kept || state == State::ended,
              "every turn ended");
    }
  }

  const std::optional<Hearing>& open() const { return open_; }
  const std::set<TurnId>& pending() const { return pending_; }
  const std::optional<TurnId>& floor() const { return floor_; }
  /// What was broken first; empty for nothing.
  const std::string& fault() const { return fault_; }

 private:
  enum class State { hearing, closed, discarded, kept, announced, replying, ended };

  void require(bool is_so, std::string_view what) {
    if (!is_so && fault_.empty()) fault_ = std::string(what) + " fails behind:\n" + trail_;
  }
  bool is(TurnId turn, State state) const {
    const auto found = states_.find(turn);
    return found != states_.end() && found->second == state;
  }
  bool is_new(TurnId turn) const { return states_.find(turn) == states_.end(); }
  bool is_hearing(TurnId turn) const { return open_ && open_->turn == turn; }

  // What a performer knows before the machine does.
  void before(const ReplyEnded& input) {
    if (floor_ == input.turn && is(input.turn, State::replying)) end_turn(input.turn);
  }
  void before(const Recognised& input) { pending_.erase(input.turn); }
  void before(const RecognitionFailed& input) {
    pending_.erase(input.turn);
    if (is_hearing(input.turn)) open_->has_failed = true;
  }
  void before(const AnswerWanted&) { is_wanted_ = true; }
  void before(const EndOfSpeech&) {
    if (std::exchange(is_dropping_, false) && was_committed_) is_wanted_ = true;
  }
  void before(const UnreadableAudio&) { before(EndOfSpeech{}); }
  void before(const InputCommitted&) { is_dropping_ = false; }
  void before(const InputCleared&) { is_dropping_ = false; }
  void before(const ResetRequested&) { is_dropping_ = false; }
  void before(const ListenRequested&) { is_dropping_ = is_dropping_ && machine_.is_hands_free(); }
  void before(const RulesChanged& input) { rules_ = input.rules; }
  void before(const AudioArrived& input) { arrived_ = input.pcm; }
  void before(const auto&) {}

  /// An utterance whose recogniser failed is not closed; it ends with these all the same.
  bool ends_unseen(const Input& input, bool was_hands_free) const {
    if (!open_->has_failed) return false;
    const bool is_full = !was_hands_free && open_->collected >= rules_.max_utterance_samples;
    return std::holds_alternative<EndOfSpeech>(input) ||
           std::holds_alternative<InputCommitted>(input) ||
           (std::holds_alternative<RecognitionFailed>(input) && was_hands_free) ||
           (std::holds_alternative<AudioArrived>(input) && is_full);
  }
  bool commits(const Input& input) const {
    const bool is_clients = std::holds_alternative<EndOfSpeech>(input);
    return std::holds_alternative<InputCommitted>(input) || (!rules_.answers_turns && !is_clients);
  }
  void note_commit(TurnId turn) {
    require(!is(turn, State::announced) && !is(turn, State::replying), "a commit is not answered");
    if (is(turn, State::closed)) owed_.insert(turn);
    require(owed_.size() <= TurnMachine::kMaxCommitted, "commits are bounded");
  }
  void end_hearing(State state) {
    if (is(open_->turn, State::hearing)) states_[open_->turn] = state;
    open_.reset();
  }
  void end_turn(TurnId turn) {
    states_[turn] = State::ended;
    floor_.reset();
    is_held_ = false;
  }
  void take_floor(TurnId turn, State state) {
    require(!floor_, "one has the floor");
    floor_ = turn;
    states_[turn] = state;
  }
  void require_idle_is_idle() {
    const bool owes = floor_ || is_wanted_ || !pending_.empty() || !owed_.empty();
    if (machine_.is_idle()) require(!owes, "what is idle owes nothing");
    else require(owes || open_, "who owes nothing and hears nobody is idle");
    require(pending_.size() <= TurnMachine::kMaxCommitted + 3, "recognisers are bounded");
  }
  void check_not_over(const Effect& effect) {
    const auto turn = std::visit(
        [](const auto& what) {
          if constexpr (requires { what.turn; }) return what.turn;
          else return TurnId{};
        },
        effect);
    require(!is(turn, State::ended) && !is(turn, State::kept), "nothing behind a turn's end");
    const auto* notice = std::get_if<SpeakNotice>(&effect);
    require(!is(turn, State::discarded) || (notice && notice->notice == Notice::busy),
            "nothing behind what was discarded but the notice of it");
  }

  void perform(const OpenUtterance& it) {
    require(!open_ && is_new(it.turn), "one utterance at a time");
    open_ = Hearing{it.turn};
    states_[it.turn] = State::hearing;
  }
  void perform(const Hear& it) {
    require(is_hearing(it.turn) && !it.pcm.empty(), "only an open utterance hears");
    require(it.pcm.data() == arrived_.data() && it.pcm.size() <= arrived_.size(),
            "what is heard is what arrived");
    if (open_) open_->collected += it.pcm.size();
  }
  void perform(const CloseUtterance& it) {
    require(is_hearing(it.turn), "only an open utterance is closed");
    if (open_) end_hearing(State::closed);
    pending_.insert(it.turn);
  }
  void perform(const TakeWords& it) {
    require(is_hearing(it.turn), "only an open utterance's words are taken");
    if (open_) end_hearing(State::closed);
  }
  void perform(const DiscardUtterance& it) {
    pending_.erase(it.turn);
    if (is_hearing(it.turn)) return end_hearing(State::discarded);
    if (is(it.turn, State::announced)) return;  // it is stopped next
    require(is(it.turn, State::closed) || is_new(it.turn), "what waits may be discarded");
    states_[it.turn] = State::discarded;
  }
  void perform(const TellSpeechStarted& it) {
    require(is_hearing(it.turn) && !open_->told_at, "speech is told once");
    if (open_) open_->told_at = it.at_samples;
  }
  void perform(const TellSpeechStopped& it) {
    require(is_hearing(it.turn) && open_->told_at, "an end is told of what was told");
    require(open_ && open_->told_at <= it.at_samples, "speech ends behind its start");
    if (open_) open_->told_at.reset();
  }
  void perform(const BeginAhead& it) {
    require(is_hearing(it.turn) || is(it.turn, State::closed) || is(it.turn, State::announced),
            "an answer is begun to who is not answered");
    ahead_ = it;
  }
  void perform(const DropAhead&) {
    require(ahead_.has_value(), "what is dropped was begun");
    ahead_.reset();
  }
  void perform(const AnnounceTurn& it) {
    if (is_hearing(it.turn)) end_hearing(State::closed);
    require(is_new(it.turn) || is(it.turn, State::closed), "a turn is announced once");
    take_floor(it.turn, State::announced);
  }
  void perform(const StartReply& it) {
    begin_answer(it.turn);
    const bool is_ahead = ahead_ && ahead_->turn == it.turn && ahead_->text == it.transcript;
    require(is_ahead == it.is_begun && (is_ahead || !ahead_), "what was begun is used or dropped");
    ahead_.reset();
  }
  void perform(const SpeakNotice& it) {
    if (it.notice != Notice::busy) return begin_answer(it.turn);
    require(is(it.turn, State::discarded) || is_new(it.turn), "who was replaced is told");
    take_floor(it.turn, State::replying);
  }
  void begin_answer(TurnId turn) {
    require(floor_ == turn && is(turn, State::announced), "who was announced is answered");
    require(pending_.count(turn) == 0, "who is answered was recognised");
    require(owed_.empty() || turn < *owed_.begin(), "older commits are known to an answer");
    states_[turn] = State::replying;
  }
  void perform(const StartAnswer& it) {
    require(std::exchange(is_wanted_, false) && is_new(it.turn), "an answer was wanted");
    require(owed_.empty(), "all commits are known to a wanted answer");
    take_floor(it.turn, State::replying);
  }
  void perform(const RestoreReply& it) {
    require(is_new(it.turn), "a found reply is a turn of its own");
    take_floor(it.turn, State::replying);
  }
  void perform(const KeepWords& it) {
    const bool is_last =
        std::none_of(states_.upper_bound(it.turn), states_.end(),
                     [](const auto& later) { return later.second == State::kept; });
    require(is_last, "committed words come in order");
    if (is_hearing(it.turn)) end_hearing(State::closed);
    require(is(it.turn, State::closed) && pending_.count(it.turn) == 0, "what is kept has ended");
    owed_.erase(it.turn);
    states_[it.turn] = State::kept;
  }
  void perform(const HoldReply& it) {
    require(floor_ == it.turn && is(it.turn, State::replying) && !is_held_, "a reply is held once");
    is_held_ = true;
  }
  void perform(const ResumeReply& it) {
    require(floor_ == it.turn && is_held_, "what was held goes on");
    is_held_ = false;
  }
  void perform(const StopReply& it) {
    if (floor_ == it.turn) return end_turn(it.turn);
    require(is_wanted_ && is_new(it.turn), "what is stopped has the floor or is wanted");
    is_wanted_ = false;
    states_[it.turn] = State::ended;
  }
  void perform(const ForgetHistory&) {}
  void perform(const CloseClient&) {}
  void perform(const auto& it) {  // what is asked or told of the words so far
    require(is_hearing(it.turn), "only an open utterance has words so far");
  }

  TurnRules rules_;
  TurnMachine machine_;
  std::optional<Hearing> open_;
  std::map<TurnId, State> states_;
  std::set<TurnId> pending_;  // the recogniser owes its last word
  std::set<TurnId> owed_;     // committed, not kept yet
  std::optional<TurnId> floor_;
  std::optional<BeginAhead> ahead_;
  bool is_wanted_ = false;
  bool is_held_ = false;
  bool is_dropping_ = false;
  bool was_committed_ =
      false;  // what reached its cap  // behind a cap at which the utterance was committed
  std::span<const std::int16_t> arrived_;
  std::string trail_;
  std::string fault_;
};

}  // namespace hotpin::dialog
