#include "audio/input/stream_form.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "audio/input/mpeg_frame.hpp"
#include "audio/input/raw_form.hpp"

namespace hotpin::audio {
namespace {

using namespace std::string_view_literals;
using Bytes = std::span<const std::byte>;
using Kind = StreamForm::Kind;

/// `?` stands for any byte.
struct Magic {
  std::string_view pattern;
  std::string_view name;
};
constexpr auto kMp4 = "MP4 or M4A"sv;
constexpr auto kWebm = "WebM or Matroska"sv;
constexpr auto kMagics = std::to_array<Magic>({
    {"\x1A\x45\xDF\xA3"sv, kWebm},
    {"\x1F\x43\xB6\x75"sv, kWebm},  // a cluster, as a recorder's later pieces begin
    {"OggS"sv, "Ogg (Opus or Vorbis)"sv},
    {"OpusHead"sv, "Opus"sv},
    {"ID3"sv, "MP3"sv},
    {"fLaC"sv, "FLAC"sv},
    {"FORM"sv, "AIFF"sv},
    {"caff"sv, "CAF"sv},
    {"#!AMR"sv, "AMR"sv},
    {"#!SILK"sv, "SILK"sv},
    {"\x02#!SILK"sv, "SILK"sv},
    {"ADIF"sv, "AAC"sv},
    {".snd"sv, "AU"sv},
    {"\0\0??ftyp"sv, kMp4},
    {"\0\0??styp"sv, kMp4},
    {"\0\0??moof"sv, kMp4},
    {"\0\0??moov"sv, kMp4},
    {"\0\0??sidx"sv, kMp4},
    {"\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "WMA or ASF"sv},
    {"RIFX"sv, "a big-endian WAV file"sv},
    {"riff\x2E\x91\xCF\x11"sv, "Wave64"sv},
    {"wvpk"sv, "WavPack"sv},
    {"MAC "sv, "Monkey's Audio"sv},
    {"TTA1"sv, "True Audio"sv},
    {"MPCK"sv, "Musepack"sv},
    {"MThd"sv, "MIDI"sv},
    {"FLV\x01"sv, "FLV"sv},
    {"\0\0\x01\xBA"sv, "MPEG"sv},
    {"#EXTM3U"sv, "a playlist"sv},
    {"PK\x03\x04"sv, "a ZIP archive"sv},
    {"\x1F\x8B\x08"sv, "gzip"sv},
    {"\xFF\xD8\xFF"sv, "a JPEG picture"sv},
    {"\x89PNG"sv, "a PNG picture"sv},
    {"data:"sv, "a data: URL as text"sv},
    {"UklGR"sv, "base64 text"sv},  // RIFF
    {"GkXfo"sv, "base64 text"sv},  // WebM
    {"T2dnUw"sv, "base64 text"sv},
    {"<!DOCTYPE"sv, "HTML"sv},
    {"<html"sv, "HTML"sv},
});

char at(Bytes bytes, std::size_t i) { return static_cast<char>(std::to_integer<int>(bytes[i])); }

enum class Match { no, so_far, yes };

Match match(Bytes head, std::string_view pattern) {
  const std::size_t count = std::min(head.size(), pattern.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (pattern[i] != '?' && at(head, i) != pattern[i]) return Match::no;
  }
  return count == pattern.size() ? Match::yes : Match::so_far;
}

StreamForm by_magic(Bytes head) {
  StreamForm form{Kind::pcm};
  for (const Magic& magic : kMagics) {
    const Match found = match(head, magic.pattern);
    if (found == Match::yes) return {Kind::foreign, magic.name};
    if (found == Match::so_far) form.kind = Kind::undecided;
  }
  return form;
}

StreamForm by_riff(Bytes head) {
  constexpr std::array kWaves = {"RIFF????WAVE"sv, "RF64????WAVE"sv, "BW64????WAVE"sv};
  StreamForm form{Kind::pcm};
  for (const std::string_view wave : kWaves) {
    const Match found = match(head, wave);
    if (found == Match::yes) return {Kind::wav};
    if (found == Match::so_far) form.kind = Kind::undecided;
  }
  const bool is_riff = match(head, "RIFF"sv) == Match::yes;
  if (form.kind == Kind::pcm && is_riff) return {Kind::foreign, "a RIFF file that is no WAV"sv};
  return form;
}

}  // namespace

StreamForm form_of(Bytes head, bool is_all) {
  const bool is_last = is_all || head.size() >= kLongestHead;
  StreamForm form{Kind::pcm};
  for (const auto& looks : {by_magic, by_riff}) {
    const StreamForm found = looks(head);
    if (found.kind == Kind::wav || found.kind == Kind::foreign) return found;
    if (found.kind == Kind::undecided) form.kind = Kind::undecided;
  }
  for (const auto& looks : {by_mpeg_frames, by_raw_form}) {
    const StreamForm found = looks(head, is_last);
    if (found.kind == Kind::foreign) return found;
    if (found.kind == Kind::undecided) form.kind = Kind::undecided;
  }
  if (is_last) form.kind = Kind::pcm;
  return form;
}

bool looks_compressed(Bytes bytes) {
  constexpr std::size_t kLeast = 128;  // samples
  constexpr double kUniform = 16384;   // mean size of a random 16-bit number
  constexpr double kWhite = 4.0 / 3;   // mean step between two of them, by it
  const std::size_t count = bytes.size() / 2;
  if (count < kLeast) return false;
  double sizes = 0;
  double steps = 0;
  double before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto low = std::to_integer<std::uint16_t>(bytes[2 * i]);
    const auto high = std::to_integer<std::uint16_t>(bytes[2 * i + 1]);
    const double sample = static_cast<std::int16_t>(low | (high << 8U));
    sizes += std::abs(sample);
    if (i > 0) steps += std::abs(sample - before);
    before = sample;
  }
  const double size = sizes / static_cast<double>(count);
  const double step = steps / static_cast<double>(count - 1) / std::max(size, 1.0);
  return std::abs(size / kUniform - 1) < 0.25 && std::abs(step / kWhite - 1) < 0.2;
}

}  // namespace hotpin::audio
