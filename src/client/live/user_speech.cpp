#include "client/live/user_speech.hpp"

#include <utility>

namespace hotpin::client {

void UserSpeech::listen() {
  link_.send(kListen);
  voice_.start();
}

void UserSpeech::begin() {
  if (!link_.is_open()) {
    key_.ended();
    return view_.show({.text = "(no connection yet)"});
  }
  voice_.start();
  is_talking_ = has_talked_ = true;
  view_.show({.kind = Event::Kind::talking});
}

bool UserSpeech::end() {
  if (!is_talking_) return false;
  if (const auto rest = voice_.take(true); rest && !rest->empty()) link_.send_audio(*rest);
  stop();
  link_.send(kEndOfSpeech);
  return true;
}

/// The server waits for the utterance's end all the same.
void UserSpeech::cut() {
  if (!is_talking_) return;
  stop();
  was_cut_ = true;
  link_.send(kEndOfSpeech);
}

void UserSpeech::lose() {
  if (is_talking_) view_.show({.text = "(what you were saying is lost; say it again)"});
  stop();
}

void UserSpeech::stop() {
  voice_.stop();
  if (std::exchange(is_talking_, false)) key_.ended();
}

base::Result<bool> UserSpeech::step(base::TimePoint now) {
  bool has_finished = key_.look(now) == TalkKey::Action::end && end();
  const auto said = voice_.take();
  if (!said) return said.error();
  if (!said->empty()) link_.send_audio(*said);
  if (voice_.has_ended() && end()) has_finished = true;
  show_losses();
  return has_finished;
}

void UserSpeech::show_losses() {
  const std::uint64_t before = std::exchange(shown_losses_, voice_.lost());
  if (voice_.is_on() && shown_losses_ != before) {
    view_.show({.text = "(too slow: some of your voice was lost)"});
  }
}

}  // namespace hotpin::client
