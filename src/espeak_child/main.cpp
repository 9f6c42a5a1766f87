// SPDX-License-Identifier: GPL-3.0-or-later
//
// hotpin-espeak: espeak-ng behind a socket, one job at a time. espeak-ng keeps global state and
// some text crashes it: here that costs one job, and the server starts another child.

#include <espeak-ng/speak_lib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "espeak_child/phonemes.hpp"
#include "espeak_child/sounds.hpp"
#include "espeak_child/text.hpp"
#include "espeak_child/voices.hpp"
#include "espeak_child/wire.hpp"

namespace hotpin::espeak_child {
namespace {

using espeak_wire::Header;
using espeak_wire::Kind;

constexpr int kPieceMs = 100;  // of audio, that espeak-ng hands over at once
constexpr const char* kTooLong = "the text is over 1000 bytes long";

bool read_all(void* to, std::size_t bytes) {
  auto* at = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = recv(espeak_wire::kSocket, at, bytes, 0);
    if (got <= 0) return false;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

/// Ends the program when the server has gone.
void write_all(const void* from, std::size_t bytes) {
  const auto* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t sent = send(espeak_wire::kSocket, at, bytes, MSG_NOSIGNAL);
    if (sent <= 0) std::exit(0);
    at += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
}

void answer(Kind kind, const void* payload, std::size_t bytes) {
  const Header header{kind, static_cast<std::uint32_t>(bytes)};
  write_all(&header, sizeof(header));
  write_all(payload, bytes);
}

void fail(std::string_view why) { answer(Kind::failed, why.data(), why.size()); }

int on_samples(short* samples, int count, espeak_EVENT* events) noexcept {
  if (samples != nullptr && count > 0) {
    answer(Kind::pcm, samples, static_cast<std::size_t>(count) * sizeof(short));
  }
  if (events != nullptr) static_cast<SoundList*>(events->user_data)->take(events);
  return 0;
}

struct Job {
  Kind kind{};
  std::string voice;
  int words_per_minute = 0;
  int pitch = 0;
  int volume = 0;
  std::string text;
};

std::optional<Job> read_job() {
  Header header;
  if (!read_all(&header, sizeof(header))) return {};
  if (header.payload_bytes > espeak_wire::kMaxPayloadBytes) return {};
  std::string payload(header.payload_bytes, '\0');
  if (!read_all(payload.data(), payload.size())) return {};
  const std::size_t voice_end = payload.find('\n');
  if (voice_end == std::string::npos) return {};
  const std::size_t manner_end = payload.find('\n', voice_end + 1);
  if (manner_end == std::string::npos) return {};
  Job job{.kind = header.kind, .voice = payload.substr(0, voice_end)};
  const std::string manner = payload.substr(voice_end + 1, manner_end - voice_end - 1);
  if (std::sscanf(manner.c_str(), "%d %d %d", &job.words_per_minute, &job.pitch, &job.volume) != 3)
    return {};
  job.text = payload.substr(manner_end + 1);
  return job;
}

void speak(const Job& job) {
  // espeak-ng makes a short silence of dots and dashes; no audio at all is more useful.
  const bool has_words = has_plain_word(job.text) || !phonemes_of(job.text).empty();
  if (!has_words) return answer(Kind::done, nullptr, 0);
  espeak_SetParameter(espeakRATE, job.words_per_minute, 0);
  espeak_SetParameter(espeakPITCH, job.pitch, 0);
  espeak_SetParameter(espeakVOLUME, job.volume, 0);
  SoundList sounds;
  const auto status = espeak_Synth(job.text.c_str(), job.text.size() + 1, 0, POS_CHARACTER, 0,
                                   espeakCHARS_UTF8, nullptr, &sounds);
  if (status != EE_OK) return fail("espeak-ng could not speak");
  answer(Kind::sounds, sounds.data(), sounds.size_bytes());
  answer(Kind::done, nullptr, 0);
}

void write_text(const std::string& text) {
  if (text.size() > espeak_wire::kMaxPayloadBytes) return fail("the answer is too long");
  answer(Kind::text, text.data(), text.size());
  answer(Kind::done, nullptr, 0);
}

/// Nothing when a line is longer than a text may be.
std::optional<std::string> phonemes_of_lines(std::string_view text) {
  std::string all;
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > espeak_wire::kMaxTextBytes) return {};
    all += phonemes_of(std::string(text.substr(0, end)));
    if (end == text.size()) return all;
    all += '\n';
    text.remove_prefix(end + 1);
  }
}

/// `name` is an id, or a language that some voice speaks.
bool set_voice(const std::string& name) {
  if (espeak_SetVoiceByName(name.c_str()) == EE_OK) return true;
  espeak_VOICE wanted{};
  wanted.languages = name.c_str();
  return espeak_SetVoiceByProperties(&wanted) == EE_OK;
}

void run(const Job& job) {
  if (job.kind == Kind::voices) return write_text(list_of_voices());
  if (!is_plain_utf8(job.text)) return fail("the text is not UTF-8");
  if (!set_voice(job.voice)) return fail("espeak-ng has no voice \"" + job.voice + "\"");
  if (job.kind == Kind::phonemes) {
    const auto lines = phonemes_of_lines(job.text);
    return lines ? write_text(*lines) : fail(kTooLong);
  }
  if (job.text.size() > espeak_wire::kMaxTextBytes) return fail(kTooLong);
  if (job.kind == Kind::speak) return speak(job);
  fail("not a job");
}

/// The server ends this program, at the latest by its own end. Ctrl-C and a service manager's
/// SIGTERM reach it too, while the server still has replies to finish.
void leave_the_end_to_the_server() {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // for when a text hangs espeak-ng and the socket goes unread
  const rlimit no_core_files{0, 0};
  setrlimit(RLIMIT_CORE, &no_core_files);
}

int serve() {
  leave_the_end_to_the_server();
  constexpr int kManner =
      espeakINITIALIZE_DONT_EXIT | espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA;
  const int rate_hz = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, kPieceMs, nullptr, kManner);
  if (rate_hz <= 0) {
    fail("espeak-ng does not start; is the package espeak-ng-data installed?");
    return 1;
  }
  espeak_SetSynthCallback(on_samples);
  const auto rate = static_cast<std::uint32_t>(rate_hz);
  answer(Kind::ready, &rate, sizeof(rate));
  while (const std::optional<Job> job = read_job()) {
    alarm(espeak_wire::kJobLimitS);
    run(*job);
    alarm(0);
  }
  return 0;
}

bool has_socket() {
  int type = 0;
  socklen_t size = sizeof(type);
  return getsockopt(espeak_wire::kSocket, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

}  // namespace
}  // namespace hotpin::espeak_child

int main(int argc, char** argv) {
  constexpr const char* kPurpose =
      "hotpin-espeak gives hotpin the voices of espeak-ng; hotpin starts it, by hand it does "
      "nothing.";
  const std::string_view argument = argc > 1 ? argv[1] : "";
  if (argument == "--version") return std::printf("hotpin-espeak " HOTPIN_VERSION "\n"), 0;
  if (argument == "--help") {
    std::printf(
        "%s\nIt is free software under the GNU General Public License, version 3 or later.\n",
        kPurpose);
    return 0;
  }
  if (!hotpin::espeak_child::has_socket()) return std::fprintf(stderr, "%s\n", kPurpose), 2;
  return hotpin::espeak_child::serve();
}
