#include "client/live/live_session.hpp"

#include <thread>
#include <utility>

namespace hotpin::client {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Event::Kind;
using Message = net::WebSocketClient::Message;

constexpr base::Milliseconds kStep{10};
/// Hands-free, behind a file's end: longer than any silence that ends a turn by default.
constexpr base::Milliseconds kQuietAtTheEnd{3000};
/// Messages of one step, so that the microphone has its turn too.
constexpr int kMostMessages = 64;

constexpr char kSpace = ' ';
constexpr char kEndOfInput = 4;  // Ctrl-D

}  // namespace

LiveSession::LiveSession(Options options, std::unique_ptr<Microphone> microphone,
                         std::unique_ptr<Speaker> speaker, View& view)
    : options_(std::move(options)),
      view_(view),
      link_(options_.server),
      speech_(std::move(microphone), link_, view_),
      player_(std::move(speaker)),
      reports_(link_) {}

base::Status LiveSession::begin() {
  if (const auto joined = link_.join(); !joined) return joined;
  view_.show({.kind = Kind::connected});
  answers_.message_came(Clock::now());
  if (options_.is_hands_free) speech_.listen();
  else if (!options_.has_keys) begin_talking();
  return base::ok();
}

void LiveSession::press(char key) {
  if (key == 'q' || key == kEndOfInput) is_over_ = true;
  if (key == 'c' && player_.turn() != 0) stop_reply();
  if (key != kSpace || options_.is_hands_free) return;
  const TalkKey::Action action = speech_.press(Clock::now());
  if (action == TalkKey::Action::begin) begin_talking();
  if (action == TalkKey::Action::end && speech_.end()) talking_ended();
}

void LiveSession::stop_reply() {
  player_.drop();
  reports_.report(player_, true, Clock::now());
  answers_.drop_rest();  // the order may be lost with the connection
  if (link_.is_open()) link_.send(kCancel);
}

void LiveSession::begin_talking() {
  // Whoever talks wants no further word of the answer.
  if (link_.is_open() && answers_.any()) stop_reply();
  speech_.begin();
}

void LiveSession::talking_ended() {
  const base::TimePoint now = Clock::now();
  answers_.asked(now);
  latency_.speech_ended(now);
}

base::Status LiveSession::step() {
  const auto has_finished = speech_.step(Clock::now());
  if (!has_finished) return has_finished.error();
  if (*has_finished) talking_ended();
  if (const auto listened = link_.is_open() ? listen_to_server() : come_back(); !listened) {
    return listened;
  }
  if (const auto played = play_reply(); !played) return played;
  see_whether_over();
  return look_at_the_clock();
}

/// After a restart the server may know nothing of what it was asked.
base::Status LiveSession::look_at_the_clock() {
  const bool waits = link_.is_open() && player_.is_quiet();
  if (!waits || !answers_.is_overdue(Clock::now())) return base::ok();
  answers_.expect_none();
  const std::string text = "no answer came from the server";
  if (!options_.has_keys && !options_.is_hands_free) return base::Error{"timeout", text};
  view_.show({.kind = Kind::error, .text = text, .code = "timeout"});
  return base::ok();
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
  if (message.kind == Message::Kind::binary) {
    answers_.message_came(Clock::now());
    player_.add_message(message.data);
    return base::ok();
  }
  const auto event = parse_event(message.data);
  if (!event) return event.error();
  if (!*event) return base::ok();  // such as that it gets our sound
  answers_.message_came(Clock::now());
  take(**event);
  return base::ok();
}

void LiveSession::take(const Event& event) {
  switch (event.kind) {
    case Kind::phrase:
      return take_phrase(event);
    case Kind::ledger:
      return latency_.set_ledger(event.ledger);  // shown when the turn is over
    case Kind::complete:
      return complete(event);
    case Kind::hold:
    case Kind::resume:
      player_.pause(event.kind == Kind::hold);
      break;
    case Kind::interrupted:
      player_.drop();
      reports_.report(player_, true, Clock::now());
      break;
    case Kind::speech_started:
      answers_.expect_one();
      break;
    case Kind::speech_stopped:
      if (player_.is_quiet()) answers_.expect_none();
      break;
    case Kind::heard:
      answers_.taken();
      rest_from_ms_ = 0;  // these words go before the rest of an answer
      if (event.was_cut) speech_.cut();
      break;
    default:
      break;
  }
  view_.show(event);
}

/// Shown when it is heard.
void LiveSession::take_phrase(const Event& phrase) {
  if (phrase.is_first) {
    player_.begin(phrase.turn, std::exchange(rest_from_ms_, 0));
    reply_is_open_ = true;
    reports_.reply_begins();
    latency_.reply_begins();
  }
  player_.add_phrase(phrase.text);
}

void LiveSession::complete(const Event& event) {
  answers_.complete();
  reply_is_open_ = false;
  view_.show(event);
  latency_.show(event.turn, view_);
  if (!answers_.any()) latency_.forget_speech();
}

base::Status LiveSession::play_reply() {
  const auto begun = player_.play();
  if (!begun) return begun.error();
  for (const Event& event : *begun) view_.show(event);
  const base::TimePoint now = Clock::now();
  if (player_.is_audible()) latency_.reply_is_audible(now);
  reports_.report(player_, player_.is_quiet(), now);
  return base::ok();
}

void LiveSession::on_lost(const base::Error& why) {
  view_.show({.kind = Kind::lost, .text = why.detail});
  speech_.lose();
}

base::Status LiveSession::come_back() {
  Resume heard{.drops_rest = !answers_.wants_rest()};
  if (reply_is_open_) {
    heard.turn = player_.turn();
    heard.played_ms = player_.heard_ms();
  }
  const auto joined = link_.join_again(heard, Clock::now());
  if (!joined) return joined.error();
  if (!*joined) {
    std::this_thread::sleep_for(kStep);
    return base::ok();
  }
  player_.begin(0);  // the rest comes anew
  reply_is_open_ = false;
  rest_from_ms_ = heard.played_ms;
  answers_.joined_again(Clock::now());
  latency_.forget_speech();
  view_.show({.kind = Kind::connected});
  view_.show({.kind = Kind::note, .text = "(connected again)"});
  if (options_.is_hands_free) speech_.listen();
  return base::ok();
}

void LiveSession::see_whether_over() {
  const bool is_said = speech_.has_ended(options_.has_keys);
  if (!is_said || answers_.any() || !player_.is_quiet() || !link_.is_open()) return;
  if (options_.is_hands_free) {
    is_over_ = is_over_ || answers_.silence(Clock::now()) > kQuietAtTheEnd;
  } else {
    is_over_ = is_over_ || (speech_.has_talked() && !speech_.is_talking());
  }
}

void LiveSession::end() {
  reports_.report(player_, true, Clock::now());
  link_.close();
}

}  // namespace hotpin::client
