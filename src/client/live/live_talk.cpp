#include "client/live/live_talk.hpp"

#include <ostream>
#include <string_view>
#include <utility>

#include "client/live/live_session.hpp"
#include "client/live/terminal.hpp"
#include "client/printable.hpp"
#include "client/sound/file_device.hpp"
#include "client/sound/sound_card.hpp"

namespace hotpin::client {
namespace {

constexpr std::string_view kFile = "file:";

/// Declared in the order in which they are made, let go in the reverse one.
struct Devices {
  std::unique_ptr<SoundCard> card;  ///< only where one is asked for
  std::unique_ptr<Microphone> microphone;
  std::unique_ptr<Speaker> speaker;
};

bool is_file(const std::string& device) { return device.starts_with(kFile); }

base::Result<Devices> open_devices(const TalkOptions& options) {
  Devices devices;
  if (!is_file(options.input) || !is_file(options.output)) {
    auto card = SoundCard::open();
    if (!card) return card.error();
    devices.card = std::move(*card);
  }
  auto microphone = is_file(options.input) ? open_file_microphone(options.input.substr(5))
                                           : devices.card->microphone(options.input);
  if (!microphone) return microphone.error();
  auto speaker = is_file(options.output) ? open_file_speaker(options.output.substr(5))
                                         : devices.card->speaker(options.output);
  if (!speaker) return speaker.error();
  devices.microphone = std::move(*microphone);
  devices.speaker = std::move(*speaker);
  return devices;
}

std::string help_line(const TalkOptions& options, bool has_keys) {
  if (!has_keys) return {};
  if (options.is_hands_free) return "Speak when you like. c stops the answer, q leaves.";
  return "Hold the space bar while you speak, or tap it before and after. "
         "c stops the answer, q leaves.";
}

int fail(const base::Error& error, std::ostream& err) {
  err << printable(error.detail) << '\n';
  return kTalkFailed;
}

int hold_conversation(LiveSession& session, const RawTerminal& terminal, std::ostream& err) {
  const InterruptGuard guard;
  while (!session.is_over() && !InterruptGuard::has_come()) {
    for (const char key : terminal.keys()) session.press(key);
    if (const auto step = session.step(); !step) return fail(step.error(), err);
  }
  session.end();
  return kTalkDone;
}

}  // namespace

int run_live_talk(const TalkOptions& options, View& view, std::ostream& err) {
  auto devices = open_devices(options);
  if (!devices) return fail(devices.error(), err);
  const RawTerminal terminal;
  if (!terminal.is_there() && !options.is_hands_free && !is_file(options.input)) {
    return fail({"no_terminal", "there is no terminal to press the space bar in: --hands-free"},
                err);
  }
  LiveSession session({.server = {options.url, options.token, options.session_id, options.ca_file},
                       .is_hands_free = options.is_hands_free,
                       .has_keys = terminal.is_there()},
                      std::move(devices->microphone), std::move(devices->speaker), view);
  if (const auto begun = session.begin(); !begun) {
    return fail({begun.error().code, unreachable(options.url, begun.error().detail)}, err);
  }
  const std::string help = help_line(options, terminal.is_there());
  if (!help.empty()) view.show({.kind = Event::Kind::note, .text = help});
  const int code = hold_conversation(session, terminal, err);
  view.show({.kind = Event::Kind::ended});
  return code;
}

int list_devices(std::ostream& out, std::ostream& err) {
  const auto card = SoundCard::open();
  if (!card) return fail(card.error(), err);
  for (const SoundCard::Device& device : (*card)->devices()) {
    out << device.number << "  " << printable(device.name) << ": ";
    if (device.inputs > 0)
      out << (device.is_default_input ? "microphone (default) " : "microphone ");
    if (device.outputs > 0) out << (device.is_default_output ? "speaker (default) " : "speaker ");
    out << static_cast<int>(device.rate_hz) << " Hz\n";
  }
  out << "file:NAME.wav  stands for either\n";
  return kTalkDone;
}

}  // namespace hotpin::client
