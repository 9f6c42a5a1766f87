#include "engines/openai/speech/speech_audio.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "audio/wav.hpp"
#include "audio/wav_chunks.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kUsualRateHz = 24000;  // of OpenAI's "pcm"
constexpr std::uint32_t kMinRateHz = 8000;
constexpr std::uint32_t kMaxRateHz = 192000;
constexpr std::size_t kMaxDepth = 32;

using Sound = base::Result<engine::TtsAudio>;

base::Error failed(const std::string& what) {
  return {"tts_failed", "the voice service sent " + what};
}

struct Magic {
  std::string_view begin;
  std::string_view name;
};
constexpr auto kMagics = std::to_array<Magic>({{"ID3", "MP3"},
                                               {"OggS", "Ogg"},
                                               {"fLaC", "FLAC"},
                                               {"\x1A\x45\xDF\xA3", "WebM"},
                                               {"FORM", "AIFF"},
                                               {".snd", "AU"},
                                               {"caff", "CAF"},
                                               {"#!AMR", "AMR"},
                                               {"RIFX", "a big-endian WAV"},
                                               {"\x1F\x8B", "gzip"}});

/// Of an MPEG frame's head: twelve bits that are set, a layer (0 is AAC) and a rate.
std::string_view mpeg_form(std::string_view body) {
  if (body.size() < 4) return {};
  const auto byte = [body](std::size_t i) { return static_cast<unsigned char>(body[i]); };
  const bool is_frame = byte(0) == 0xFF && (byte(1) & 0xE0U) == 0xE0U;
  if (!is_frame) return {};
  const unsigned layer = (byte(1) >> 1U) & 3U;
  if (layer == 0) return (byte(1) & 0xF0U) == 0xF0U ? "AAC" : "";
  return (byte(2) & 0xF0U) != 0xF0U && (byte(2) & 0x0CU) != 0x0CU ? "MP3" : "";
}

/// Of sound that is known, but not read; empty for anything else.
std::string_view other_form(std::string_view body) {
  for (const Magic& form : kMagics) {
    if (body.starts_with(form.begin)) return form.name;
  }
  return body.substr(0, 8).ends_with("ftyp") ? "MP4" : std::string_view{};
}

base::Error of_other_form(std::string_view form) {
  return {kOtherForm, "the voice service sent " + std::string(form) +
                          ", not WAV or PCM; set a service or model that gives one of them "
                          "(HOTPIN_TTS_URL, HOTPIN_TTS_MODEL)"};
}

/// The number behind `name` and '=' or ':', e.g. in "audio/l16;rate=24000".
std::optional<std::uint32_t> number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = base::trimmed(text.substr(at + name.size()), " =:\"");
  std::uint32_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

bool is_rate(std::optional<std::uint32_t> hz) {
  return hz && *hz >= kMinRateHz && *hz <= kMaxRateHz;
}

struct Samples {
  std::uint32_t rate_hz = kUsualRateHz;
  std::uint32_t channels = 1;
};

/// What is known of samples that come without a header.
Samples samples_in(const net::ResponseHead& head) {
  Samples samples;
  const std::string type = base::to_lower(head.header("content-type"));
  for (const auto rate :
       {number_behind(type, "rate"), number_behind(head.header("x-sample-rate"), ""),
        number_behind(head.header("sample-rate"), ""),
        number_behind(head.header("x-audio-sample-rate"), "")}) {
    if (!is_rate(rate)) continue;
    samples.rate_hz = *rate;
    break;
  }
  const auto channels = number_behind(type, "channels");
  if (channels && *channels >= 1 && *channels <= 8) samples.channels = *channels;
  return samples;
}

std::int16_t sample_at(std::string_view body, std::size_t at, bool is_big_endian) {
  const auto first = static_cast<unsigned char>(body[at]);
  const auto second = static_cast<unsigned char>(body[at + 1]);
  const unsigned value = is_big_endian ? first << 8U | second : second << 8U | first;
  return static_cast<std::int16_t>(value);
}

/// How far samples leap from one to the next, read either way round.
struct Leaps {
  std::int64_t little = 0;
  std::int64_t big = 0;
};

Leaps leaps_in(std::string_view body) {
  Leaps leaps;
  for (std::size_t at = 0; at + 3 < body.size(); at += 2) {
    leaps.little += std::abs(sample_at(body, at, false) - sample_at(body, at + 2, false));
    leaps.big += std::abs(sample_at(body, at, true) - sample_at(body, at + 2, true));
  }
  return leaps;
}

/// Sound goes on from sample to sample; read the wrong way round it leaps.
bool is_big_endian(std::string_view body) {
  const Leaps leaps = leaps_in(body);
  return leaps.big < leaps.little / 2;
}

/// The same of the beginning of a body; nullopt: more of it must tell.
std::optional<bool> is_clearly_big_endian(std::string_view beginning) {
  constexpr std::size_t kLeastBytes = 960;  // 20 ms at 24 kHz
  constexpr int kClear = 4;
  const Leaps leaps = leaps_in(beginning.substr(0, beginning.size() / 2 * 2));
  if (beginning.size() < kLeastBytes) return std::nullopt;
  if (leaps.little > kClear * leaps.big) return true;
  if (leaps.big > kClear * leaps.little) return false;
  return std::nullopt;
}

engine::TtsAudio read_samples(std::string_view body, const Samples& form, bool swapped) {
  engine::TtsAudio audio{{}, form.rate_hz};
  const std::size_t frame = std::size_t{2} * form.channels;
  for (std::size_t at = 0; at + frame <= body.size(); at += frame) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < frame; i += 2) sum += sample_at(body, at + i, swapped);
    audio.samples.push_back(
        static_cast<std::int16_t>(sum / static_cast<std::int32_t>(form.channels)));
  }
  return audio;
}

engine::TtsAudio read_samples(std::string_view body, const Samples& form) {
  return read_samples(body, form, is_big_endian(body));
}

Sound read_wav(std::string_view body) {
  auto wav = audio::parse_wav(std::as_bytes(std::span(body)));
  if (!wav) return failed("a WAV that cannot be read: " + wav.error().detail);
  return engine::TtsAudio{std::move(wav->samples), wav->rate_hz};
}

bool is_raw_type(std::string_view type) {
  constexpr auto kTypes = std::to_array<std::string_view>(
      {"audio/pcm", "audio/l16", "audio/x-pcm", "audio/raw", "audio/x-raw", "audio/x-l16"});
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [type](std::string_view raw) { return type.starts_with(raw); });
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    unsigned value = 0;
    const char* const end = text.data() + at + 2;
    if (std::from_chars(text.data() + at, end, value, 16).ptr != end) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

/// The longest string of an answer is its sound.
const json::string* longest_string(const json::value& value) {
  const json::string* longest = value.if_string();
  const auto consider = [&longest](const json::value& inner) {
    const json::string* found = longest_string(inner);
    if (found != nullptr && (longest == nullptr || found->size() > longest->size())) {
      longest = found;
    }
  };
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, inner] : *object) consider(inner);
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& inner : *array) consider(inner);
  }
  return longest;
}

std::optional<std::string> decoded(std::string_view text) {
  if (text.starts_with("data:")) text.remove_prefix(std::min(text.size(), text.find(',') + 1));
  if (auto bytes = from_hex(text)) return bytes;
  return base::from_base64(text);
}

Sound read_json(const net::ResponseHead& head, std::string_view body) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code failure;
  const json::value parsed = json::parse({body.data(), body.size()}, failure, {}, options);
  if (failure) return failed("what is neither sound nor JSON: " + reason_in(body));
  const json::string* text = longest_string(parsed);
  const auto bytes = text == nullptr ? std::nullopt : decoded(*text);
  constexpr std::size_t kLeastSound = 32;
  if (!bytes || bytes->size() < kLeastSound) return failed("no sound: " + reason_in(body));
  if (audio::is_wav(std::as_bytes(std::span(*bytes)))) return read_wav(*bytes);
  for (const std::string_view form : {other_form(*bytes), mpeg_form(*bytes)}) {
    if (!form.empty()) return of_other_form(form);
  }
  net::ResponseHead of_samples = head;
  const std::string lower = base::to_lower(body.substr(0, 4096));
  const auto rate = number_behind(lower, "rate");
  if (is_rate(rate)) of_samples.headers["x-sample-rate"] = std::to_string(*rate);
  return read_samples(*bytes, samples_in(of_samples));
}

bool is_json(std::string_view type, std::string_view body) {
  const std::string_view text = base::trimmed(body, " \t\r\n");
  const bool looks_so = text.starts_with('{') || text.starts_with('[') || text.starts_with('"');
  return type.find("json") != std::string::npos || (looks_so && !type.starts_with("audio/"));
}

bool is_mp3_type(std::string_view type) {
  return type.find("mpeg") != std::string::npos || type.find("mp3") != std::string::npos;
}

/// Samples without a header, of a body that begins with nothing known.
bool is_samples(std::string_view type, std::string_view body, bool asked_for_samples) {
  if (is_raw_type(type)) return true;
  return asked_for_samples && !is_json(type, body) && !type.starts_with("text/") &&
         !is_mp3_type(type);
}

}  // namespace

Sound read_speech(const net::ResponseHead& head, std::string_view body, bool asked_for_samples) {
  if (body.empty()) return failed("nothing");
  if (audio::is_wav(std::as_bytes(std::span(body)))) return read_wav(body);
  if (const auto form = other_form(body); !form.empty()) return of_other_form(form);
  const std::string type = base::to_lower(head.header("content-type"));
  if (is_samples(type, body, asked_for_samples)) return read_samples(body, samples_in(head));
  if (is_json(type, body)) return read_json(head, body);
  if (type.starts_with("text/")) return failed("text: " + reason_in(body));
  if (is_mp3_type(type)) return of_other_form("MP3");
  if (const auto form = mpeg_form(body); !form.empty()) return of_other_form(form);
  return base::Error{kOtherForm, "the voice service sent what is no WAV (" +
                                     (type.empty() ? std::string("of no type") : one_line(type)) +
                                     ")"};
}

engine::TtsAudio SpeechStream::more(const net::ResponseHead& head, std::string_view so_far) {
  if (form_ == Form::unknown) form_ = form_of(head, so_far);
  engine::TtsAudio audio;
  if (form_ == Form::wav) {
    wav_.take(std::as_bytes(std::span(so_far)), audio.samples);
    audio.rate_hz = wav_.rate_hz();
  } else if (form_ == Form::samples) {
    audio = more_samples(head, so_far);
  }
  given_ += audio.samples.size();
  return audio;
}

SpeechStream::Form SpeechStream::form_of(const net::ResponseHead& head,
                                         std::string_view so_far) const {
  constexpr std::size_t kEnough = 64;  // for any form to show
  if (so_far.size() < kEnough || base::trimmed(so_far, " \t\r\n").empty()) return Form::unknown;
  if (audio::is_wav(std::as_bytes(std::span(so_far)))) return Form::wav;
  if (!other_form(so_far).empty()) return Form::other;
  const std::string type = base::to_lower(head.header("content-type"));
  return is_samples(type, so_far, asked_for_samples_) ? Form::samples : Form::other;
}

engine::TtsAudio SpeechStream::more_samples(const net::ResponseHead& head,
                                            std::string_view so_far) {
  if (!is_swapped_ && so_far.size() >= look_at_) {
    is_swapped_ = is_clearly_big_endian(so_far);
    look_at_ = 2 * so_far.size();
  }
  if (!is_swapped_) return {};
  const Samples form = samples_in(head);
  const std::size_t frame = std::size_t{2} * form.channels;
  const std::size_t new_bytes = std::min(so_far.size(), given_ * frame);
  return read_samples(so_far.substr(new_bytes), form, *is_swapped_);
}

Sound SpeechStream::finish(const net::ResponseHead& head, std::string_view body) {
  auto whole = form_ == Form::samples && is_swapped_
                   ? Sound(read_samples(body, samples_in(head), *is_swapped_))
                   : read_speech(head, body, asked_for_samples_);
  if (!whole) return whole;
  const std::size_t known = std::min(given_, whole->samples.size());
  whole->samples.erase(whole->samples.begin(),
                       whole->samples.begin() + static_cast<std::ptrdiff_t>(known));
  return whole;
}

}  // namespace hotpin::engines::openai
