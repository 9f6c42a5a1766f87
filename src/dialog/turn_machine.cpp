#include "dialog/turn_machine.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::dialog {

std::vector<Effect> TurnMachine::step(const Input& input) {
  effects_.clear();
  std::visit([this](const auto& what) { on(what); }, input);
  return std::exchange(effects_, {});
}

bool TurnMachine::is_idle() const {
  // An open microphone in which nobody speaks is no utterance.
  const bool speaks = ears_ == Ears::collecting && (!hands_free_ || listening_.has_speech());
  return !speaks && floor_.is_idle() && committed_.is_empty() && !listened_out_;
}

void TurnMachine::on(const AudioArrived& input) {
  if (!input.is_again) arrived_ += input.pcm.size();
  if (ears_ == Ears::dropping || input.pcm.empty()) return;
  if (ears_ == Ears::idle) begin_utterance(arrived_ - std::min(arrived_, input.pcm.size()));
  collect(input.pcm);
}

void TurnMachine::on(const VoiceHeard& input) {
  if (!is_about(input.turn)) return;
  listening_.note(input);
  if (!listening_.words_are_current()) ahead_.drop_of(listening_.turn);
  consider();
}

void TurnMachine::on(const WordsHeard& input) {
  if (!is_about(input.turn)) return;
  const bool is_new = input.text != listening_.text;
  WordsHeard words = input;
  // Nothing heard in noise is an answer too: it covers what was asked about.
  if (words.speech_end == 0) words.speech_end = peeks_.asked_up_to();
  listening_.note(words);
  if (floor_.is_free()) {
    if (is_new && !words.text.empty()) emit(TellWords{words.turn, words.text});
    judge_end();
    // An answer that is begun must know what comes before it.
    if (floor_.is_idle() && committed_.is_empty())
      ahead_.note_words(listening_, rules_, !hands_free_ || rules_.answers_turns);
  }
  consider();
}

void TurnMachine::on(const EndJudged& input) {
  if (!is_about(input.turn) || input.text != listening_.text) return;
  listening_.end_probability = input.probability;
  consider();
}

/// Whoever writes while a reply plays has read it, or wants to go on: it stops.
void TurnMachine::on(const TextTyped& input) {
  if (floor_.is_replying()) floor_.stop(StopReply::Why::interrupted);
  end_utterance({.turn = new_turn(), .transcript = input.text});
}

void TurnMachine::on(const EndOfSpeech&) {
  const bool was_hands_free = std::exchange(hands_free_, false);
  const Ears were = ears_;
  if (were == Ears::dropping) {
    ears_ = Ears::idle;
    if (was_committed_) return on(AnswerWanted{});
    if (rules_.answers_every_end) end_utterance({.turn = new_turn(), .transcript = ""});
  } else if (were == Ears::collecting) {
    if (was_hands_free) end_hands_free();
    else close_utterance({});
  } else if (!was_hands_free) {
    // Nothing was sent: a turn all the same, since the client waits for its answer.
    end_utterance({.turn = new_turn(), .transcript = ""});
  }
}

void TurnMachine::on(const InputCommitted&) {
  if (ears_ == Ears::collecting) {
    close_utterance({.takes_rest = hands_free_, .is_committed = true});
    let_reply_go_on();
  }
  ears_ = Ears::idle;
}

void TurnMachine::on(const AnswerWanted& input) {
  if (floor_.is_answer_wanted()) floor_.change_wanted_answer(input.speaks);
  else floor_.want_answer({new_turn(), input.speaks});
}

void TurnMachine::on(const InputCleared&) {
  forget_listening_out();
  if (ears_ == Ears::collecting) discard_utterance(true);
  let_reply_go_on();
  ears_ = Ears::idle;
}

void TurnMachine::on(const RulesChanged& input) { rules_ = input.rules; }

void TurnMachine::on(const UnreadableAudio& input) {
  if (ears_ == Ears::dropping) return on(EndOfSpeech{});  // its turn has been closed at its cap
  if (ears_ == Ears::collecting) discard_utterance();
  end_utterance({.turn = new_turn(), .unreadable = input.detail, .transcript = ""});
}

void TurnMachine::on(const ListenRequested&) {
  if (std::exchange(hands_free_, true)) return;
  // What was sent before was meant for an end that does not come now.
  if (ears_ == Ears::collecting) discard_utterance();
  ears_ = Ears::idle;
}

void TurnMachine::on(const CancelRequested&) {
  forget_listening_out();
  floor_.stop(StopReply::Why::cancelled);
}

void TurnMachine::on(const Recognised& input) {
  take_words({.turn = input.turn, .transcript = input.text});
}

void TurnMachine::on(const RecognitionFailed& input) {
  if (is_about(input.turn)) {
    listening_.has_failed = true;
    if (!hands_free_) return;  // its end is waited for
    close_utterance({.is_committed = !rules_.answers_turns});
    return let_reply_go_on();
  }
  take_words({.turn = input.turn, .failed = true, .transcript = ""});
}

/// The recogniser's last word on an utterance.
void TurnMachine::take_words(const Utterance& heard) {
  if (end_listening_out(heard)) return;
  if (committed_.recognised(heard)) return keep_words();
  floor_.recognised(heard);
}

void TurnMachine::on(const ReplySays& input) {
  if (floor_.is_replying_to(input.turn)) floor_.reply().says(input);
}

void TurnMachine::on(const HoldTimedOut& input) {
  if (floor_.is_replying_to(input.turn) && floor_.reply().is_held()) let_reply_go_on();
}

void TurnMachine::on(const ReplyEnded& input) {
  if (floor_.is_replying_to(input.turn)) floor_.reply_ended();
}

/// Only while nobody has begun anything else: what was said since is newer.
void TurnMachine::on(const ReplyFound&) {
  if (!is_idle() || floor_.was_taken() || committed_.has_begun()) return;
  if (ears_ == Ears::collecting) discard_utterance();  // an open microphone, in front of the echo
  floor_.restore(new_turn());
}

void TurnMachine::on(const ContextChanged&) { ahead_.begin_again(); }

void TurnMachine::on(const ResetRequested&) {
  let_reply_go_on();
  ears_ = Ears::idle;
  forget_listening_out();
  emit(ForgetHistory{last_turn_});
}

void TurnMachine::begin_utterance(std::size_t at_samples) {
  ears_ = Ears::collecting;
  listening_ = {.turn = new_turn()};
  peeks_ = {};
  report_.begin_utterance(at_samples);
  ahead_.begin_utterance();
  emit(OpenUtterance{listening_.turn, hands_free_});
}

void TurnMachine::collect(std::span<const std::int16_t> pcm) {
  if (hands_free_) {  // its cap counts from the speech
    listening_.collected += pcm.size();
    return emit(Hear{listening_.turn, pcm});
  }
  const std::size_t cap = rules_.max_utterance_samples;
  const std::size_t taken = std::min(cap - std::min(cap, listening_.collected), pcm.size());
  listening_.collected += taken;
  if (taken > 0) emit(Hear{listening_.turn, pcm.first(taken)});
  if (listening_.collected < cap) return;
  was_committed_ = !rules_.answers_turns;
  close_utterance({.hit_limit = true, .is_committed = was_committed_});
  ears_ = Ears::dropping;  // up to and including the client's own end of speech
}

/// Something more is known of the utterance under way.
void TurnMachine::consider() {
  if (floor_.is_free()) peek_if(peeks_.ask_while_spoken(listening_, rules_));
  if (!hands_free_) {
    if (rules_.tells_speech && listening_.has_speech()) report_.started(listening_);
    return peek_if(peeks_.ask_as_favour(listening_, rules_));
  }
  if (floor_.is_replying()) consider_interruption();
  const bool may_end = floor_.is_free() || !rules_.is_interruptible;
  if (may_end && ears_ == Ears::collecting) consider_end();
}

void TurnMachine::consider_end() {
  if (!listening_.has_speech()) {
    // A click, long ago: what comes next does not begin with it.
    if (listening_.quiet() >= Listening::kSilenceWithoutWords) discard_utterance();
    return;
  }
  report_.started(listening_);
  const std::size_t spoken_for = listening_.heard - listening_.speech_begin;
  if (spoken_for >= rules_.max_utterance_samples)
    return close_utterance({.hit_limit = true, .is_committed = !rules_.answers_turns});
  if (listening_.quiet() < kPeekPause) return;
  peek_if(peeks_.ask(listening_));
  if (listening_.quiet() >= listening_.silence_wanted(rules_.endpointing)) end_by_listening();
}

void TurnMachine::consider_interruption() {
  if (!rules_.is_interruptible) return floor_.reply().resume();  // held under other rules
  floor_.reply().hold_if_spoken_over(listening_);
  peek_if(peeks_.ask_over_reply(listening_));
  const Verdict verdict = floor_.reply().judge(listening_);
  if (verdict == Verdict::interruption) return interrupt();
  if (verdict != Verdict::wait && listening_.speech > 0) let_reply_go_on();
}

/// First of all that the words set off: the answer is needed within this very pause.
void TurnMachine::judge_end() {
  const bool may_have_ended = hands_free_ && !listening_.text.empty() &&
                              listening_.words_are_current() && listening_.quiet() >= kPeekPause &&
                              !listening_.end_probability;
  if (may_have_ended) emit(JudgeEnd{listening_.turn, listening_.text});
}

void TurnMachine::end_hands_free() {
  if (!listening_.has_speech()) {
    const bool is_turn = floor_.is_free() || !rules_.is_interruptible;
    const bool may_hold_words = is_turn && listening_.may_have_speech();
    return may_hold_words ? listen_out() : discard_utterance();
  }
  if (floor_.is_replying() && rules_.is_interruptible) interrupt();
  close_utterance({.takes_rest = true});
}

void TurnMachine::end_by_listening() {
  const bool is_committed = !rules_.answers_turns;
  if (!listening_.words_are_final()) return close_utterance({.is_committed = is_committed});
  if (listening_.text.empty()) return discard_utterance();  // a noise
  if (is_committed && refuse_commit()) return;
  ears_ = Ears::idle;
  report_.stopped(listening_);
  emit(TakeWords{listening_.turn});
  const Utterance utterance{.turn = listening_.turn, .transcript = listening_.text};
  return is_committed ? commit(utterance) : end_utterance(utterance);
}

void TurnMachine::close_utterance(const Ending& ending) {
  if (ending.is_committed && refuse_commit()) return;
  ears_ = Ears::idle;
  report_.stopped(listening_);
  Utterance utterance{.turn = listening_.turn, .hit_limit = ending.hit_limit};
  if (listening_.has_failed) {
    utterance.failed = true;
    utterance.transcript = "";
  } else {
    emit(CloseUtterance{listening_.turn, ending.takes_rest});
  }
  return ending.is_committed ? commit(std::move(utterance)) : end_utterance(std::move(utterance));
}

void TurnMachine::end_utterance(Utterance utterance) {
  forget_listening_out();
  floor_.end_utterance(std::move(utterance));
}

void TurnMachine::commit(Utterance utterance) {
  ahead_.drop_of(utterance.turn);
  committed_.add(std::move(utterance));
  keep_words();
}

/// Whether too many wait to be recognised: this one does not become part of the conversation.
bool TurnMachine::refuse_commit() {
  if (!committed_.is_full()) return false;
  discard_utterance();
  emit(CloseClient{"too many utterances before the first of them is recognised"});
  return true;
}

void TurnMachine::keep_words() {
  while (const auto kept = committed_.take_recognised()) {
    emit(KeepWords{kept->turn, *kept->transcript, kept->failed, kept->hit_limit});
  }
  floor_.proceed();
}

void TurnMachine::discard_utterance(bool takes_rest) {
  ears_ = Ears::idle;
  ahead_.drop_of(listening_.turn);
  report_.stopped(listening_);
  emit(DiscardUtterance{listening_.turn, takes_rest});
}

/// Hands-free, an end without words before it ends the listening and is no turn; but what came at
/// the last moment has not been listened to.
void TurnMachine::listen_out() {
  forget_listening_out();
  ears_ = Ears::idle;
  listened_out_ = listening_.turn;
  emit(CloseUtterance{listening_.turn, true});
}

/// What is said or wanted since is newer.
void TurnMachine::forget_listening_out() {
  if (listened_out_) emit(DiscardUtterance{*std::exchange(listened_out_, std::nullopt)});
}

/// Whether this was it.
bool TurnMachine::end_listening_out(const Utterance& heard) {
  if (listened_out_ != heard.turn) return false;
  listened_out_.reset();
  if (heard.transcript->empty() && !heard.failed) emit(DiscardUtterance{heard.turn});
  else end_utterance(heard);
  return true;
}

/// What was heard is no turn: listening begins anew.
void TurnMachine::let_reply_go_on() {
  if (floor_.is_replying()) floor_.reply().resume();
  if (ears_ == Ears::collecting) discard_utterance();
}

void TurnMachine::interrupt() {
  report_.started(listening_);
  floor_.stop(StopReply::Why::interrupted);
}

void TurnMachine::peek_if(bool is_due) {
  if (is_due) emit(Peek{listening_.turn});
}

}  // namespace hotpin::dialog
