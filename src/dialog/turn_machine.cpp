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
  return !speaks && floor_.is_free() && !listened_out_;
}

void TurnMachine::on(const AudioArrived& input) {
  if (ears_ == Ears::dropping || input.pcm.empty()) return;
  if (ears_ == Ears::idle) begin_utterance();
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
    ahead_.note_words(listening_, rules_);
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
    if (rules_.answers_every_end) end_utterance({.turn = new_turn(), .transcript = ""});
  } else if (were == Ears::collecting) {
    if (was_hands_free) end_hands_free();
    else close_utterance(false);
  } else if (!was_hands_free) {
    // Nothing was sent: a turn all the same, since the client waits for its answer.
    end_utterance({.turn = new_turn(), .transcript = ""});
  }
}

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
  if (!floor_.is_free()) floor_.stop(StopReply::Why::cancelled);
}

void TurnMachine::on(const Recognised& input) {
  if (end_listening_out({.turn = input.turn, .transcript = input.text})) return;
  floor_.recognised(input.turn, input.text);
}

void TurnMachine::on(const RecognitionFailed& input) {
  if (is_about(input.turn)) {
    listening_.has_failed = true;
    if (!hands_free_) return;  // its end is waited for
    close_utterance(false);
    return let_reply_go_on();
  }
  if (end_listening_out({.turn = input.turn, .failed = true, .transcript = ""})) return;
  floor_.recognition_failed(input.turn);
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
  if (!is_idle() || floor_.was_taken()) return;
  if (ears_ == Ears::collecting) discard_utterance();  // an open microphone, in front of the echo
  floor_.restore(new_turn());
}

void TurnMachine::on(const HistoryLoaded&) { ahead_.begin_again(); }

void TurnMachine::on(const ResetRequested&) {
  let_reply_go_on();
  ears_ = Ears::idle;
  forget_listening_out();
  emit(ForgetHistory{last_turn_});
}

void TurnMachine::begin_utterance() {
  ears_ = Ears::collecting;
  listening_ = {.turn = new_turn()};
  peeks_ = {};
  ahead_.begin_utterance();
  emit(OpenUtterance{listening_.turn, hands_free_});
}

void TurnMachine::collect(std::span<const std::int16_t> pcm) {
  if (hands_free_) {  // its cap counts from the speech
    listening_.collected += pcm.size();
    return emit(Hear{listening_.turn, pcm});
  }
  const std::size_t room = rules_.max_utterance_samples - listening_.collected;
  const std::size_t taken = std::min(room, pcm.size());
  listening_.collected += taken;
  if (taken > 0) emit(Hear{listening_.turn, pcm.first(taken)});
  if (listening_.collected < rules_.max_utterance_samples) return;
  close_utterance(true);
  ears_ = Ears::dropping;  // up to and including the client's own end of speech
}

/// Something more is known of the utterance under way.
void TurnMachine::consider() {
  if (floor_.is_free()) peek_if(peeks_.ask_while_spoken(listening_, rules_));
  if (!hands_free_) return peek_if(peeks_.ask_as_favour(listening_, rules_));
  if (floor_.is_replying()) consider_interruption();
  if (floor_.is_free() && ears_ == Ears::collecting) consider_end();
}

void TurnMachine::consider_end() {
  if (!listening_.has_speech()) {
    // A click, long ago: what comes next does not begin with it.
    if (listening_.quiet() >= Listening::kSilenceWithoutWords) discard_utterance();
    return;
  }
  tell_speech_started();
  const std::size_t spoken_for = listening_.heard - listening_.speech_begin;
  if (spoken_for >= rules_.max_utterance_samples) return close_utterance(true);
  if (listening_.quiet() < kPeekPause) return;
  peek_if(peeks_.ask(listening_));
  if (listening_.quiet() >= listening_.silence_wanted(rules_.endpointing)) end_by_listening();
}

void TurnMachine::consider_interruption() {
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
    const bool may_hold_words = floor_.is_free() && listening_.may_have_speech();
    return may_hold_words ? listen_out() : discard_utterance();
  }
  if (floor_.is_replying()) interrupt();
  close_utterance(false, true);
}

void TurnMachine::end_by_listening() {
  if (!listening_.words_are_final()) return close_utterance(false);
  if (listening_.text.empty()) return discard_utterance();  // a noise
  ears_ = Ears::idle;
  tell_speech_stopped();
  emit(TakeWords{listening_.turn});
  end_utterance({.turn = listening_.turn, .transcript = listening_.text});
}

void TurnMachine::close_utterance(bool hit_limit, bool takes_rest) {
  ears_ = Ears::idle;
  tell_speech_stopped();
  Utterance utterance{.turn = listening_.turn, .hit_limit = hit_limit};
  if (listening_.has_failed) {
    utterance.failed = true;
    utterance.transcript = "";
  } else {
    emit(CloseUtterance{listening_.turn, takes_rest});
  }
  end_utterance(std::move(utterance));
}

void TurnMachine::end_utterance(Utterance utterance) {
  forget_listening_out();
  floor_.end_utterance(std::move(utterance));
}

void TurnMachine::discard_utterance() {
  ears_ = Ears::idle;
  ahead_.drop_of(listening_.turn);
  tell_speech_stopped();
  emit(DiscardUtterance{listening_.turn});
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
  tell_speech_started();
  floor_.stop(StopReply::Why::interrupted);
}

void TurnMachine::tell_speech_started() {
  if (!std::exchange(listening_.is_told, true)) emit(TellSpeechStarted{listening_.turn});
}

void TurnMachine::tell_speech_stopped() {
  if (listening_.is_told) emit(TellSpeechStopped{listening_.turn});
}

void TurnMachine::peek_if(bool is_due) {
  if (is_due) emit(Peek{listening_.turn});
}

}  // namespace hotpin::dialog
