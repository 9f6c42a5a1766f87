// The turn machine's ears: what is heard of the utterance under way. turn_machine_floor.cpp is the
// other half.
#include "dialog/turn_machine.hpp"

#include <algorithm>
#include <utility>

#include "dialog/interruption.hpp"
#include "dialog/turn_text.hpp"

namespace hotpin::dialog {

void TurnMachine::on(const AudioArrived& input) {
  if (ears_ == Ears::dropping || input.samples == 0) return;
  if (ears_ == Ears::idle) begin_utterance();
  collect(input.samples);
}

void TurnMachine::collect(std::size_t samples) {
  if (hands_free_) {  // its cap counts from the speech
    listening_.collected += samples;
    return emit(Hear{listening_.turn, samples});
  }
  const std::size_t room = rules_.max_utterance_samples - listening_.collected;
  const std::size_t taken = std::min(room, samples);
  listening_.collected += taken;
  if (taken > 0) emit(Hear{listening_.turn, taken});
  if (listening_.collected < rules_.max_utterance_samples) return;
  close_utterance(true);
  ears_ = Ears::dropping;  // up to and including the client's own end of speech
}

void TurnMachine::on(const VoiceHeard& input) {
  if (ears_ != Ears::collecting || input.turn != listening_.turn) return;
  listening_.note(input);
  if (is_ahead_of(listening_.turn) && !listening_.words_are_current()) drop_ahead();
  consider();
}

void TurnMachine::on(const WordsHeard& input) {
  if (ears_ != Ears::collecting || input.turn != listening_.turn) return;
  const bool is_new = input.text != listening_.text;
  listening_.note(input);
  if (is_new && !input.text.empty() && mouth_ == Mouth::idle) {
    emit(TellWords{listening_.turn, input.text});
  }
  judge_end();
  begin_ahead();
  read_ahead();
  consider();
}

/// First of all that the words set off: the answer is needed within this very pause.
void TurnMachine::judge_end() {
  const bool may_have_ended = hands_free_ && mouth_ == Mouth::idle && !listening_.text.empty() &&
                              listening_.words_are_current() && listening_.quiet() >= kPeekPause &&
                              !listening_.end_probability;
  if (may_have_ended) emit(JudgeEnd{listening_.turn, listening_.text});
}

void TurnMachine::on(const EndJudged& input) {
  if (ears_ != Ears::collecting || input.turn != listening_.turn) return;
  if (input.text != listening_.text) return;
  listening_.end_probability = input.probability;
  consider();
}

void TurnMachine::on(const EndOfSpeech&) {
  const bool was_hands_free = std::exchange(hands_free_, false);
  const Ears were = ears_;
  if (were == Ears::dropping) {
    ears_ = Ears::idle;
    if (rules_.answers_every_end) end_utterance({.turn = {++last_turn_.value}, .transcript = ""});
  } else if (were == Ears::collecting) {
    if (!was_hands_free) return close_utterance(false);
    if (!listening_.has_speech()) {
      const bool may_hold_words = mouth_ == Mouth::idle && listening_.may_have_speech();
      return may_hold_words ? listen_out() : discard_utterance();
    }
    if (mouth_ == Mouth::replying) interrupt();
    close_utterance(false, true);
  } else if (!was_hands_free) {
    // Nothing was sent: a turn all the same, since the client waits for its answer.
    end_utterance({.turn = {++last_turn_.value}, .transcript = ""});
  }
}

void TurnMachine::on(const ListenRequested&) {
  if (std::exchange(hands_free_, true)) return;
  // What was sent before was meant for an end that does not come now.
  if (ears_ == Ears::collecting) discard_utterance();
  ears_ = Ears::idle;
}

void TurnMachine::on(const HoldTimedOut& input) {
  if (!is_held_ || input.turn != current_.turn) return;
  let_reply_go_on();
}

void TurnMachine::begin_utterance() {
  ears_ = Ears::collecting;
  listening_ = {.turn = {++last_turn_.value}};
  emit(OpenUtterance{listening_.turn, hands_free_});
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

void TurnMachine::close_utterance(bool hit_limit, bool takes_rest) {
  ears_ = Ears::idle;
  if (listening_.is_told) emit(TellSpeechStopped{listening_.turn});
  Utterance utterance{.turn = listening_.turn, .hit_limit = hit_limit};
  if (listening_.has_failed) {
    utterance.failed = true;
    utterance.transcript = "";
  } else {
    emit(CloseUtterance{listening_.turn, takes_rest});
  }
  end_utterance(std::move(utterance));
}

void TurnMachine::discard_utterance() {
  ears_ = Ears::idle;
  if (is_ahead_of(listening_.turn)) drop_ahead();
  if (listening_.is_told) emit(TellSpeechStopped{listening_.turn});
  emit(DiscardUtterance{listening_.turn});
}

/// Something more is known of the utterance under way.
void TurnMachine::consider() {
  ask_for_words();
  if (!hands_free_) {
    const std::size_t first = rules_.reads_ahead ? kPeekPause : kFavourPause;
    const std::size_t pause = first + kMoreFavourPause * listening_.peeks;
    if (listening_.quiet() >= std::min(pause, kMostFavourPause)) peek();
    return;
  }
  if (mouth_ == Mouth::replying) consider_interruption();
  if (mouth_ == Mouth::idle && ears_ == Ears::collecting) consider_end();
}

/// Once a pause. Push-to-talk can do without; hands-free cannot judge without the words.
void TurnMachine::peek() {
  if (!listening_.has_speech() || listening_.asked_about_this() || listening_.has_failed) return;
  const std::size_t most = kLeastPeeks + listening_.speech / kSpeechPerPeek;
  if (!hands_free_ && (!rules_.peeks || listening_.peeks >= most)) return;
  ++listening_.peeks;
  listening_.peeked_end = listening_.speech_end;
  listening_.peeked_speech = listening_.speech;
  emit(Peek{listening_.turn});
}

/// While somebody speaks on, or draws breath.
void TurnMachine::ask_for_words() {
  if (!rules_.reads_ahead || mouth_ != Mouth::idle || listening_.has_failed) return;
  const std::size_t quiet = listening_.quiet();
  const bool is_breath = quiet >= kBreathPause;
  if (quiet >= kPeekPause || (quiet > 0 && !is_breath)) return;
  const std::size_t percent = is_breath ? kMoreWordsAtBreathPercent : kMoreWordsPercent;
  const std::size_t wanted = listening_.asked_speech * percent / 100;
  if (listening_.speech < std::max(kFirstWords, wanted)) return;
  listening_.asked_speech = listening_.speech;
  emit(Peek{listening_.turn});
}

void TurnMachine::read_ahead() {
  if (!rules_.reads_ahead || mouth_ != Mouth::idle || is_ahead_of(listening_.turn)) return;
  std::string words =
      listening_.words_are_current() ? listening_.text : settled_words(listening_.text);
  if (words.empty() || words == listening_.read) return;
  listening_.read = words;
  emit(ReadAhead{listening_.turn, std::move(words)});
}

void TurnMachine::begin_ahead() {
  const std::size_t most = kLeastAhead + listening_.speech / kSpeechPerAhead;
  const bool is_pause = !rules_.reads_ahead || listening_.quiet() >= kPeekPause;
  const bool may = rules_.begins_ahead && mouth_ == Mouth::idle && !listening_.text.empty() &&
                   listening_.words_are_current() && is_pause && listening_.begun_ahead < most;
  if (!may || (is_ahead_of(listening_.turn) && ahead_->text == listening_.text)) return;
  ++listening_.begun_ahead;
  ahead_ = BeginAhead{listening_.turn, listening_.text};
  emit(*ahead_);
}

void TurnMachine::drop_ahead() {
  if (std::exchange(ahead_, std::nullopt)) emit(DropAhead{});
}

void TurnMachine::consider_end() {
  if (!listening_.has_speech()) {
    // A click, long ago: what comes next does not begin with it.
    if (listening_.quiet() >= kSilenceWithoutWords) discard_utterance();
    return;
  }
  if (!std::exchange(listening_.is_told, true)) emit(TellSpeechStarted{listening_.turn});
  const std::size_t spoken_for = listening_.heard - listening_.speech_begin;
  if (spoken_for >= rules_.max_utterance_samples) return close_utterance(true);
  if (listening_.quiet() < kPeekPause) return;
  peek();
  if (listening_.quiet() < silence_wanted()) return;
  const bool is_known = listening_.words_are_current();
  if (!is_known || (!listening_.is_settled && !listening_.text.empty())) {
    return close_utterance(false);
  }
  end_with_known_words();
}

std::size_t TurnMachine::silence_wanted() const {
  if (!listening_.words_are_current()) {
    return std::clamp(kSilenceWithoutWords, rules_.endpointing.least_samples,
                      rules_.endpointing.most_samples);
  }
  if (listening_.text.empty()) return rules_.endpointing.least_samples;
  return silence_to_end({.text = listening_.text,
                         .speech_samples = listening_.speech,
                         .voice = listening_.cues,
                         .end_probability = listening_.end_probability},
                        rules_.endpointing);
}

void TurnMachine::end_with_known_words() {
  if (listening_.text.empty()) return discard_utterance();  // a noise
  ears_ = Ears::idle;
  emit(TellSpeechStopped{listening_.turn});
  emit(TakeWords{listening_.turn});
  end_utterance({.turn = listening_.turn, .transcript = listening_.text});
}

void TurnMachine::consider_interruption() {
  if (listening_.speech >= kHoldSpeech && !is_held_ && !hears_itself_) {
    is_held_ = true;
    emit(HoldReply{current_.turn});
  }
  const bool spoke_on = listening_.speech >= listening_.peeked_speech + kJudgeEvery;
  if (spoke_on || listening_.quiet() >= kPeekPause) peek();
  const Verdict verdict = judge({.text = listening_.text,
                                 .is_text_known = listening_.text_end != 0,
                                 .is_text_current = listening_.words_are_current(),
                                 .speech = listening_.has_speech() ? listening_.speech : 0,
                                 .quiet = listening_.quiet(),
                                 .said = said_,
                                 .spoken = spoken_});
  if (verdict == Verdict::interruption) return interrupt();
  if (verdict == Verdict::wait || listening_.speech == 0) return;
  hears_itself_ = hears_itself_ || verdict == Verdict::echo;
  let_reply_go_on();
}

/// What was heard is no turn: listening begins anew.
void TurnMachine::let_reply_go_on() {
  if (std::exchange(is_held_, false)) emit(ResumeReply{current_.turn});
  if (ears_ == Ears::collecting) discard_utterance();
}

void TurnMachine::interrupt() {
  if (!std::exchange(listening_.is_told, true)) emit(TellSpeechStarted{listening_.turn});
  if (mouth_ == Mouth::recognising) emit(DiscardUtterance{current_.turn});
  stop_reply(StopReply::Why::interrupted);
  take_next();
}

}  // namespace hotpin::dialog
