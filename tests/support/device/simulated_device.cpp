#include "support/device/simulated_device.hpp"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <sstream>
#include <thread>

namespace hotpin::tests {
namespace {

using device::Piece;

// Of the firmware, in its own milliseconds and bytes.
constexpr std::size_t kMessageBytes = 4096;
constexpr std::size_t kRingBytes = 64 * 1024;
constexpr double kBytesPerMs = 32;
constexpr double kCaptureDelayMs = 300;
constexpr double kStreamDelayMs = 2'000;
constexpr double kMessagePauseMs = 20;
constexpr std::uint32_t kMostUnacknowledged = 2;
constexpr double kPieceLimitMs = 1'000;
constexpr double kBlockSlackMs = 2'000;
constexpr double kLeastBlockMs = 3'000;
constexpr double kMostBlockMs = 15'000;
constexpr double kPingMs = 10'000;
constexpr double kFirstBackoffMs = 5'000;
constexpr double kMostBackoffMs = 30'000;
constexpr double kImpatienceMs = 500;
constexpr std::size_t kTextRoom = 1'400;
constexpr int kReceiveBufferBytes = 8 * 1024;
/// Promised by the server, so in real milliseconds.
constexpr double kAcknowledgementMs = 1'000;

/// The server remembers whom it owes an answer by this.
SimulatedDevice::Options with_own_id(SimulatedDevice::Options options) {
  static std::atomic<unsigned> made = 0;
  if (options.session_id.empty()) options.session_id = "esp32-cam-" + std::to_string(++made);
  return options;
}

void sleep_a_little() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

std::string text_of(const boost::json::object& fields, std::string_view key) {
  const boost::json::value* value = fields.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

}  // namespace

SimulatedDevice::SimulatedDevice(std::uint16_t port, Options options)
    : port_(port),
      options_(with_own_id(std::move(options))),
      backoff_ms_(kFirstBackoffMs),
      decoder_(complaints_) {}

SimulatedDevice::~SimulatedDevice() = default;

device::Now SimulatedDevice::now() const {
  const std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - begun_;
  return {passed.count() * options_.speed, passed.count()};
}

void SimulatedDevice::step() {
  connect_if_due();
  read();
  push_on();
  if (decoder_.advance(now())) {
    blocked_until_ms_ = 0;
    turn_.played_ms += decoder_.played_ms();
    turn_.pcm = decoder_.pcm();
    has_played_ = wants_out_ || turn_.was_broken_off;
    happens(Moment::played);
  }
  hear_user();
  stream();
  look_after_connection();
  leave_voice_mode_if_free();
}

void SimulatedDevice::wait(double span_ms) {
  const double end_ms = now().device_ms + span_ms;
  while (now().device_ms < end_ms) step();
}

void SimulatedDevice::note(const std::string& event) {
  constexpr std::size_t kMost = 60;
  events_.push_back(std::to_string(static_cast<long>(now().device_ms)) + " " + event);
  if (events_.size() > kMost) events_.pop_front();
}

std::string SimulatedDevice::last_events() const {
  std::string all;
  for (const std::string& event : events_) all += "\n  " + event;
  return all;
}

void SimulatedDevice::happens(Moment moment) {
  const auto found = actions_.extract(moment);
  if (found) found.mapped()();
}

// The connection.

void SimulatedDevice::connect_if_due() {
  if (socket_ || now().device_ms < connect_at_ms_) return;
  socket_ = std::make_unique<device::FrameSocket>(
      port_, "User-Agent: ESP32 Websocket Client\r\nAuthorization: Bearer your_api_token_here\r\n",
      kReceiveBufferBytes);
  if (!socket_->is_open()) return lose_connection();
  if (socket_->response().find("Extensions") != std::string::npos) {
    complaints_.emplace_back("an extension was agreed on that was not offered");
  }
  ++connections_;
  close_code_ = 0;
  connection_stage_ = Stage::idle;
  heard_real_ms_ = now().real_ms;
  ping_at_ms_ = now().device_ms + kPingMs;
  say(R"({"session_id":")" + options_.session_id + R"("})");
}

void SimulatedDevice::lose_connection() {
  note("the connection is lost");
  if (socket_) socket_->reset();
  socket_.reset();
  connect_at_ms_ = now().device_ms + backoff_ms_;
  backoff_ms_ = std::min(backoff_ms_ * 1.5, kMostBackoffMs);
  connection_stage_ = Stage::idle;  // nobody tells the button's side
  is_session_ready_ = false;
  blocked_until_ms_ = 0;
  pending_.clear();
  if (is_streaming_ && sent_ > 0) break_off("the connection was lost");
}

void SimulatedDevice::look_after_connection() {
  if (!socket_ || now().device_ms < blocked_until_ms_) return;
  if (now().real_ms - heard_real_ms_ > options_.dead_after_ms) return lose_connection();
  if (now().device_ms < ping_at_ms_) return;
  ping_at_ms_ = now().device_ms + kPingMs;
  send(device::ping, "");
}

bool SimulatedDevice::send(device::Opcode opcode, std::string_view payload) {
  if (opcode == device::text) note("says " + std::string(payload));
  return socket_ && socket_->send(opcode, payload);
}

void SimulatedDevice::read() {
  const bool is_blind = now().real_ms < blind_until_real_ms_;
  const bool is_blocked = now().device_ms < blocked_until_ms_ || !pending_.empty();
  if (is_blind) heard_real_ms_ = now().real_ms;
  if (!socket_ || is_blind || is_blocked) return sleep_a_little();
  for (int wait_ms = 1;; wait_ms = 0) {
    const auto piece = socket_->read(wait_ms);
    if (!piece) break;
    heard_real_ms_ = now().real_ms;
    take(*piece);
    if (!socket_ || !pending_.empty() || now().device_ms < blocked_until_ms_) return;
  }
  if (!socket_->is_open()) lose_connection();
}

void SimulatedDevice::take(const Piece& piece) {
  const bool is_whole = piece.is_first && piece.is_last;
  const bool is_text = piece.opcode == device::text;
  note("hears " + (is_text ? piece.bytes : std::to_string(piece.frame_bytes) + " bytes") +
       (is_whole ? "" : ", in pieces"));
  if (piece.is_altered) complaints_.emplace_back("a compressed frame");
  if (!piece.is_final || piece.opcode == device::continuation) {
    complaints_.emplace_back("a fragmented message: only its first frame is taken");
  }
  if (piece.opcode == device::text) return take_text(piece);
  if (piece.opcode == device::binary) return take_audio(piece);
  if (piece.opcode == device::ping) send(device::pong, piece.bytes);
  if (piece.opcode != device::close) return;
  close_code_ = piece.bytes.size() < 2 ? 1005
                                       : (static_cast<unsigned char>(piece.bytes[0]) << 8) |
                                             static_cast<unsigned char>(piece.bytes[1]);
  send(device::close, piece.bytes.substr(0, 2));
  lose_connection();
}

void SimulatedDevice::take_text(const Piece& piece) {
  if (piece.frame_bytes >= kTextRoom) complaints_.emplace_back("a text of 1.4 KB or more");
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(piece.bytes, error);
  const boost::json::object* fields = parsed.if_object();
  if (error || fields == nullptr) {
    // One that came in two reads is lost, and nobody's fault but the network's.
    if (piece.is_first && piece.is_last) complaints_.emplace_back("a text that is no JSON object");
    return;
  }
  const std::string status = text_of(*fields, "status");
  if (status == "receiving") {
    acknowledged_ = fields->at("chunks_received").to_number<std::uint32_t>();
    if (acknowledged_ == 1) happens(Moment::recording);
    if (acknowledged_ > sent_) complaints_.emplace_back("more was acknowledged than was sent");
  }
  if (fields->contains("transcript")) turn_.transcript = text_of(*fields, "transcript");
  if (status == "error") turn_.stages.push_back("error " + text_of(*fields, "code"));
  take_status(status, text_of(*fields, "stage"));
}

void SimulatedDevice::take_status(const std::string& status, const std::string& stage) {
  if (status == "connected") {
    backoff_ms_ = kFirstBackoffMs;
    is_session_ready_ = true;
    happens(Moment::connected);
  } else if (status == "complete") {
    turn_.stages.push_back(status);
    enter(Stage::complete);
  } else if (status == "processing") {
    turn_.stages.push_back(stage);
    enter(stage == "transcription" ? Stage::transcription
          : stage == "llm"         ? Stage::llm
                                   : Stage::tts);
  }
}

void SimulatedDevice::enter(Stage stage) {
  if (stage == connection_stage_) return;
  connection_stage_ = stage_ = stage;
  is_session_ready_ = stage == Stage::transcription || stage == Stage::complete;
  is_capturing_ = false;
  if (stage == Stage::tts) decoder_.start(now());
  if (stage == Stage::complete) decoder_.end_of_stream();
  if (stage == Stage::transcription) awaits_transcription_ = false;
  if (stage == Stage::transcription) happens(Moment::waiting);
  if (stage == Stage::llm) happens(Moment::thinking);
}

void SimulatedDevice::take_audio(const Piece& piece) {
  if (piece.frame_bytes == 0) return block_until_played();
  if (piece.frame_bytes > kMessageBytes)
    complaints_.emplace_back("a binary message over 4096 bytes");
  if (piece.frame_bytes % 2 != 0) complaints_.emplace_back("a message with half a sample");
  if (!decoder_.is_running()) {
    complaints_.emplace_back("audio that nobody plays is dropped");
    return;
  }
  const bool is_first = !decoder_.is_receiving();
  pending_ = piece.bytes;
  pending_until_ms_ = now().device_ms + kPieceLimitMs;
  push_on();
  if (is_first) happens(Moment::playing);
}

void SimulatedDevice::push_on() {
  if (pending_.empty()) return;
  pending_.erase(0, decoder_.feed(pending_, now()));
  if (pending_.empty() || now().device_ms < pending_until_ms_) return;
  complaints_.emplace_back("no room for more audio in a second: the rest of a message is dropped");
  pending_.clear();
}

void SimulatedDevice::block_until_played() {
  if (!decoder_.is_running()) return;
  decoder_.end_of_stream();
  const double left_ms = static_cast<double>(decoder_.buffered_bytes()) / kBytesPerMs;
  blocked_until_ms_ =
      now().device_ms + std::clamp(left_ms + kBlockSlackMs, kLeastBlockMs, kMostBlockMs);
}

// The button and the microphone.

bool SimulatedDevice::is_busy() const {
  return stage_ == Stage::transcription || stage_ == Stage::llm || stage_ == Stage::tts;
}

bool SimulatedDevice::press() {
  if (is_busy() || decoder_.is_receiving()) return false;
  if (in_voice_mode_) {
    if (awaits_transcription_) return false;
    wants_out_ = true;
    is_capturing_ = false;
    return true;
  }
  in_voice_mode_ = is_capturing_ = is_streaming_ = true;
  wants_out_ = has_played_ = awaits_transcription_ = false;
  ring_.clear();
  sent_ = acknowledged_ = 0;
  stalled_since_real_ms_ = -1;
  speech_from_ms_ = now().device_ms + kCaptureDelayMs;
  stream_from_ms_ = now().device_ms + kStreamDelayMs;
  return true;
}

void SimulatedDevice::hear_user() {
  const double passed_ms = std::max(0.0, now().device_ms - speech_from_ms_);
  const auto due =
      std::min(speech_.size(), static_cast<std::size_t>(passed_ms * kBytesPerMs) & ~1UL);
  if (due <= spoken_) return;
  const std::string heard = speech_.substr(spoken_, due - spoken_);
  spoken_ = due;
  if (is_capturing_) ring_ += heard.substr(0, kRingBytes - std::min(kRingBytes, ring_.size()));
}

bool SimulatedDevice::can_send_audio() const {
  return is_session_ready_ && connection_stage_ != Stage::llm && connection_stage_ != Stage::tts;
}

void SimulatedDevice::stream() {
  if (!is_streaming_ || now().device_ms < stream_from_ms_) return;
  if (sent_ == 0 && !is_session_ready_) {  // it waits for that as long as its user does
    if (wants_out_) break_off("there was no connection");
    return;
  }
  if (ring_.size() >= kMessageBytes || (wants_out_ && !ring_.empty())) return send_message();
  if (wants_out_) end_stream();
}

void SimulatedDevice::send_message() {
  if (sent_ - acknowledged_ >= kMostUnacknowledged) {
    if (stalled_since_real_ms_ < 0) stalled_since_real_ms_ = now().real_ms;
    if (now().real_ms - stalled_since_real_ms_ > kAcknowledgementMs) {
      break_off("no acknowledgement within a second");
    }
    return;
  }
  stalled_since_real_ms_ = -1;
  const std::string message = ring_.substr(0, kMessageBytes);
  ring_.erase(0, message.size());
  stream_from_ms_ = now().device_ms + kMessagePauseMs;
  if (!can_send_audio()) return;  // it is lost
  if (!send(device::binary, message)) return lose_connection();
  ++sent_;
}

void SimulatedDevice::break_off(const std::string& why) {
  complaints_.push_back("a recording was broken off: " + why);
  turn_.was_broken_off = true;
  is_capturing_ = false;
  end_stream();
}

void SimulatedDevice::end_stream() {
  ring_.clear();
  is_streaming_ = false;
  awaits_transcription_ = true;
  if (say(R"({"signal":"EOS"})")) happens(Moment::sent);
}

void SimulatedDevice::leave_voice_mode_if_free() {
  const bool is_told = connection_stage_ == Stage::complete || connection_stage_ == Stage::idle;
  if (!in_voice_mode_ || !has_played_ || decoder_.is_running() || !is_told) return;
  in_voice_mode_ = false;
  stage_ = Stage::idle;
  awaits_transcription_ = false;
}

SimulatedDevice::Turn SimulatedDevice::talk(double speech_ms, bool is_loud) {
  turn_ = {};
  const double give_up_ms = now().real_ms + options_.patience_ms;
  const auto is_patient = [&] { return now().real_ms < give_up_ms; };
  speech_.assign(static_cast<std::size_t>(speech_ms * kBytesPerMs) & ~1UL, is_loud ? '\x21' : '\0');
  spoken_ = speech_.size();
  while (!press() && is_patient()) wait(kImpatienceMs);
  spoken_ = 0;
  double press_at_ms = 0;
  while (in_voice_mode_ && is_patient()) {
    step();
    const bool has_spoken = spoken_ == speech_.size() && !wants_out_ && in_voice_mode_;
    if (!has_spoken || now().device_ms < press_at_ms) continue;
    press_at_ms = now().device_ms + kImpatienceMs;
    if (!press()) ++turn_.refused_clicks;
  }
  turn_.is_stuck = in_voice_mode_ || is_busy();
  turn_.state = state() + (turn_.is_stuck ? last_events() : "");
  return turn_;
}

void SimulatedDevice::restart() {
  is_streaming_ = false;
  lose_connection();
  connect_at_ms_ = now().device_ms;
  backoff_ms_ = kFirstBackoffMs;
  stage_ = Stage::idle;
  in_voice_mode_ = wants_out_ = awaits_transcription_ = has_played_ = is_capturing_ = false;
}

std::string SimulatedDevice::state() const {
  const auto name = [](Stage stage) {
    constexpr const char* kNames[] = {"idle", "transcription", "llm", "tts", "complete"};
    return kNames[static_cast<int>(stage)];
  };
  std::ostringstream out;
  out << (in_voice_mode_ ? "voice mode" : "standby") << ", stage " << name(stage_)
      << ", of the connection " << (socket_ ? name(connection_stage_) : "none")
      << (awaits_transcription_ ? ", awaits transcription" : "")
      << (decoder_.is_running() ? ", plays" : "") << (is_streaming_ ? ", streams" : "") << ", sent "
      << sent_ << ", acknowledged " << acknowledged_;
  return out.str();
}

}  // namespace hotpin::tests
