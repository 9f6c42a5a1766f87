#include "client/live/live_session.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace hotpin::client {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Event::Kind;
using Message = net::WebSocketClient::Message;

constexpr base::Milliseconds kStep{10};
constexpr base::Milliseconds kReportEvery{200};
/// Hands-free, behind a file's end: longer than any silence that ends a turn by default.
constexpr base::Milliseconds kQuietAtTheEnd{3000};
/// Messages of one step, so that the microphone has its turn too.
constexpr int kMostMessages = 64;

/// Longest silence of the server while an answer is awaited; and the rest of one, after coming
/// back.
constexpr base::Duration kPatience = std::chrono::seconds(60);
constexpr base::Duration kPatienceForTheRest = std::chrono::seconds(8);

constexpr char kSpace = ' ';
constexpr char kEndOfInput = 4;  // Ctrl-D

}  // namespace

LiveSession::LiveSession(Options options, std::unique_ptr<Microphone> microphone,
                         std::unique_ptr<Speaker> speaker, View& view)
    : options_(std::move(options)),
      view_(view),
      link_(options_.server),
      voice_(std::move(microphone)),
      player_(std::move(speaker)) {}

base::Status LiveSession::begin() {
  if (const auto joined = link_.join(); !joined) return joined;
  view_.show({.kind = Kind::connected});
  last_event_ = Clock::now();
  if (options_.is_hands_free) {
    link_.send(kListen);
    voice_.start();
  } else if (!options_.has_keys) {
    begin_talking();
  }
  return base::ok();
}

void LiveSession::press(char key) {
  if (key == 'q' || key == kEndOfInput) is_over_ = true;
  if (key == 'c' && player_.turn() != 0) stop_reply();
  if (key != kSpace || options_.is_hands_free) return;
  const TalkKey::Action action = key_.press(Clock::now());
  if (action == TalkKey::Action::begin) begin_talking();
  if (action == TalkKey::Action::end) end_talking();
}

void LiveSession::stop_reply() {
  player_.drop();
  report_played(true);
  wants_rest_ = false;  // the order may be lost with the connection
  if (link_.is_open()) link_.send(kCancel);
}

void LiveSession::begin_talking() {
  if (!link_.is_open()) {
    key_.ended();
    view_.show({.kind = Kind::note, .text = "(no connection yet)"});
    return;
  }
  if (open_turns_ > 0) stop_reply();  // whoever talks wants no further word of the answer
  voice_.start();
  is_talking_ = has_talked_ = true;
  view_.show({.kind = Kind::talking});
}

void LiveSession::end_talking() {
  if (!is_talking_) return;
  key_.ended();
  if (const auto rest = voice_.take(true); rest && !rest->empty()) link_.send_audio(*rest);
  voice_.stop();
  is_talking_ = false;
  wants_rest_ = true;
  ++open_turns_;
  last_event_ = Clock::now();
  link_.send(kEndOfSpeech);
  end_of_speech_ = Clock::now();
}

base::Status LiveSession::step() {
  if (const auto talked = talk(); !talked) return talked;
  if (const auto listened = link_.is_open() ? listen_to_server() : come_back(); !listened) {
    return listened;
  }
  if (const auto heard = hear(); !heard) return heard;
  see_whether_over();
  return look_at_the_clock();
}

/// An answer is awaited and the server says nothing: after a restart it may know nothing of it.
base::Status LiveSession::look_at_the_clock() {
  const bool waits = open_turns_ > 0 && link_.is_open() && player_.is_quiet();
  if (!waits || Clock::now() - last_event_ < patience_) return base::ok();
  open_turns_ = 0;
  const std::string text = "no answer came from the server";
  if (!options_.has_keys && !options_.is_hands_free) return base::Error{"timeout", text};
  view_.show({.kind = Kind::error, .text = text, .code = "timeout"});
  return base::ok();
}

base::Status LiveSession::talk() {
  if (key_.look(Clock::now()) == TalkKey::Action::end) end_talking();
  const auto said = voice_.take();
  if (!said) return said.error();
  if (!said->empty()) link_.send_audio(*said);
  if (is_talking_ && voice_.has_ended()) end_talking();
  tell_losses();
  return base::ok();
}

void LiveSession::tell_losses() {
  const std::uint64_t lost = voice_.lost();
  const bool is_new = voice_.is_on() && lost != told_lost_;
  told_lost_ = lost;
  if (is_new) view_.show({.kind = Kind::note, .text = "(too slow: some of your voice was lost)"});
}

base::Status LiveSession::listen_to_server() {
  for (int i = 0; i < kMostMessages && !player_.is_full(); ++i) {
    const auto message = link_.read(i == 0 ? kStep : base::Milliseconds(0));
    if (!message) {
      on_lost(message.error());
      return message.error().code == "refused" ? base::Status(message.error()) : base::ok();
    }
    if (!*message) return base::ok();
    if (const auto taken = take(**message); !taken) return taken;
  }
  return base::ok();
}

base::Status LiveSession::take(const Message& message) {
  const bool is_sound = message.kind == Message::Kind::binary;
  const base::Result<std::optional<Event>> said =
      is_sound ? std::optional<Event>() : parse_event(message.data);
  if (!said) return said.error();
  if (!is_sound && !*said) return base::ok();  // such as that it gets our sound
  last_event_ = Clock::now();
  patience_ = kPatience;
  if (is_sound) player_.add_message(message.data);
  else take(**said);
  return base::ok();
}

void LiveSession::take(const Event& said) {
  switch (said.kind) {
    case Kind::phrase:
      if (said.is_first) {
        player_.begin(said.turn, std::exchange(resumed_ms_, 0));
        reply_is_open_ = true;
        last_reported_ms_ = -1;
        heard_here_ms_.reset();
      }
      player_.add_phrase(said.text);
      return;  // shown when it is heard
    case Kind::ledger:
      ledger_ = said.ledger;
      return;  // shown when the turn is over
    case Kind::complete:
      return complete(said);
    case Kind::hold:
    case Kind::resume:
      player_.pause(said.kind == Kind::hold);
      break;
    case Kind::interrupted:
      player_.drop();
      report_played(true);
      break;
    case Kind::speech_started:
      open_turns_ = 1;
      break;
    case Kind::speech_stopped:
      if (player_.is_quiet()) open_turns_ = 0;
      break;
    case Kind::heard:
      wants_rest_ = true;
      open_turns_ = std::max(open_turns_, 1);
      resumed_ms_ = 0;  // these words go before the rest of an answer
      if (said.was_cut && is_talking_) end_cut_talk();
      break;
    default:
      break;
  }
  view_.show(said);
}

/// The server has closed the utterance, and waits for its end all the same.
void LiveSession::end_cut_talk() {
  voice_.stop();
  is_talking_ = false;
  was_cut_ = true;
  key_.ended();
  link_.send(kEndOfSpeech);
}

void LiveSession::complete(const Event& said) {
  if (options_.is_hands_free) open_turns_ = 0;
  else open_turns_ = std::max(0, open_turns_ - 1);
  reply_is_open_ = false;
  view_.show(said);
  if (!ledger_.figures.empty()) view_.show_latency(said.turn, ledger_, heard_here_ms_);
  ledger_ = {};
  if (open_turns_ == 0) end_of_speech_.reset();
}

base::Status LiveSession::hear() {
  const auto begun = player_.play();
  if (!begun) return begun.error();
  for (const Event& one : *begun) view_.show(one);
  if (!heard_here_ms_ && end_of_speech_ && player_.is_audible()) {
    heard_here_ms_ = base::to_ms(Clock::now() - *end_of_speech_);
  }
  report_played(player_.is_quiet());
  return base::ok();
}

void LiveSession::report_played(bool is_last) {
  const double heard = player_.heard_ms();
  const base::TimePoint now = Clock::now();
  if (player_.turn() == 0 || heard == last_reported_ms_) return;
  if (!is_last && now - last_report_ < kReportEvery) return;
  last_report_ = now;
  last_reported_ms_ = heard;
  link_.send(played_message(player_.turn(), heard));
}

void LiveSession::on_lost(const base::Error& why) {
  view_.show({.kind = Kind::lost, .text = why.detail});
  if (is_talking_) {
    is_talking_ = false;
    key_.ended();
    view_.show({.kind = Kind::note, .text = "(what you were saying is lost; say it again)"});
  }
  voice_.stop();
}

base::Status LiveSession::come_back() {
  const bool wants_rest = open_turns_ > 0 && wants_rest_;
  const Resume heard{.turn = reply_is_open_ ? player_.turn() : 0,
                     .played_ms = reply_is_open_ ? player_.heard_ms() : 0,
                     .drops_rest = !wants_rest};
  const auto joined = link_.join_again(heard, Clock::now());
  if (!joined) return joined.error();
  if (!*joined) {
    std::this_thread::sleep_for(kStep);
    return base::ok();
  }
  player_.begin(0);  // the rest comes anew
  reply_is_open_ = false;
  resumed_ms_ = heard.played_ms;
  open_turns_ = wants_rest ? 1 : 0;
  patience_ = kPatienceForTheRest;
  end_of_speech_.reset();
  last_event_ = Clock::now();
  view_.show({.kind = Kind::connected});
  view_.show({.kind = Kind::note, .text = "(connected again)"});
  if (options_.is_hands_free) {
    link_.send(kListen);
    voice_.start();
  }
  return base::ok();
}

void LiveSession::see_whether_over() {
  const bool is_said = voice_.has_ended() || (was_cut_ && !options_.has_keys);
  if (!is_said || open_turns_ > 0 || !player_.is_quiet() || !link_.is_open()) return;
  if (options_.is_hands_free) {
    is_over_ = is_over_ || Clock::now() - last_event_ > kQuietAtTheEnd;
  } else {
    is_over_ = is_over_ || (has_talked_ && !is_talking_);
  }
}

void LiveSession::end() {
  report_played(true);
  link_.close();
}

}  // namespace hotpin::client
