#include "audio/input/stream_form.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace hotpin::audio {
namespace {

using namespace std::string_literals;
using Kind = StreamForm::Kind;

StreamForm form(const std::string& bytes, bool is_all = false) {
  return form_of(std::as_bytes(std::span(bytes)), is_all);
}

std::string bytes_of(const auto& samples) {
  const auto bytes = std::as_bytes(std::span(samples));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string random_bytes(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

/// An MPEG-1 layer III frame of 128 kbit/s at 44.1 kHz: 417 bytes.
std::string mp3_frame() { return "\xFF\xFB\x90\x64"s + random_bytes(413, 1); }
/// An ADTS frame of `bytes`, AAC-LC at 44.1 kHz.
std::string aac_frame(std::size_t bytes) {
  std::string frame = "\xFF\xF1\x50\x80\x00\x1F\xFC"s;
  frame[3] = static_cast<char>(0x80 | (bytes >> 11U));
  frame[4] = static_cast<char>(bytes >> 3U);
  frame[5] = static_cast<char>((bytes << 5U) | 0x1FU);
  return frame + random_bytes(bytes - 7, 2);
}

std::vector<std::int16_t> sine(double hz, double level, double offset = 0) {
  std::vector<std::int16_t> pcm;
  for (int i = 0; i < 8000; ++i) {
    pcm.push_back(static_cast<std::int16_t>(
        offset + level * std::sin(2 * std::numbers::pi * hz * i / 16'000)));
  }
  return pcm;
}

struct Case {
  std::string bytes;
  std::string name;
};

TEST(StreamForm, ContainersAreNamed) {
  const std::vector<Case> cases = {
      {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81"s, "WebM or Matroska"},
      {"\x1F\x43\xB6\x75\x01\xFF"s, "WebM or Matroska"},
      {"OggS\0\2"s, "Ogg (Opus or Vorbis)"},
      {"ID3\4\0"s, "MP3"},
      {"fLaC\0"s, "FLAC"},
      {"FORM\0\0\1\0AIFF"s, "AIFF"},
      {"caff\0\1"s, "CAF"},
      {"#!AMR\n"s, "AMR"},
      {"#!AMR-WB\n"s, "AMR"},
      {"\2#!SILK_V3"s, "SILK"},
      {"ADIF"s, "AAC"},
      {".snd\0\0\0\x18"s, "AU"},
      {"\0\0\0\x20"s + "ftypisom", "MP4 or M4A"},
      {"\0\0\0\x1C"s + "ftypM4A ", "MP4 or M4A"},
      {"\0\0\1\x80"s + "moof", "MP4 or M4A"},
      {"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9"s, "WMA or ASF"},
      {"RIFX\0\0\1\0WAVE"s, "a big-endian WAV file"},
      {"RIFF\0\0\1\0AVI LIST"s, "a RIFF file that is no WAV"},
      {"RIFF\0\0\1\0WEBPVP8 "s, "a RIFF file that is no WAV"},
      {"riff\x2E\x91\xCF\x11\xA5\xD6"s, "Wave64"},
      {"wvpk\0"s, "WavPack"},
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "a JPEG picture"},
      {"\x89PNG\r\n"s, "a PNG picture"},
      {"\x1F\x8B\x08\0"s, "gzip"},
      {"data:audio/wav;base64,UklGRg"s, "a data: URL as text"},
      {"UklGRiQAAABXQVZF"s, "base64 text"},
      {R"({"type":"stop"})", "JSON"},
      {"{\n  \"type\" : \"audio\"}", "JSON"},
      {mp3_frame() + mp3_frame() + mp3_frame(), "MP3"},
      {aac_frame(200) + aac_frame(371) + aac_frame(150), "AAC"},
  };
  for (const Case& it : cases) {
    const StreamForm found = form(it.bytes);
    EXPECT_EQ(found.kind, Kind::foreign) << it.name;
    EXPECT_EQ(found.name, it.name);
  }
}

TEST(StreamForm, AWavFileIsOne) {
  for (const char* kind : {"RIFF", "RF64", "BW64"}) {
    EXPECT_EQ(form(kind + "\xFF\xFF\xFF\xFFWAVE"s).kind, Kind::wav) << kind;
    EXPECT_EQ(form(kind + "\xFF\xFF"s).kind, Kind::undecided);
  }
}

TEST(StreamForm, MoreBytesAreWaitedForWhileItMayBeOne) {
  for (const std::string& begin :
       {"\x1A"s, "\x1A\x45\xDF"s, "O"s, "ID"s,
        "\0\0\0\x20"
        "ft"s,
        "RIF"s, "{"s, R"({"sign)"s, mp3_frame(), mp3_frame() + mp3_frame()}) {
    EXPECT_EQ(form(begin).kind, Kind::undecided);
  }
}

TEST(StreamForm, AtTheEndWhatIsNoneIsPcm) {
  for (const std::string& begin :
       {"\x1A\x45"s, "OggO"s, "I"s, "RIFFRIFF"s, ""s, mp3_frame() + "x"}) {
    EXPECT_EQ(form(begin, true).kind, Kind::pcm);
  }
  EXPECT_EQ(form(mp3_frame() + mp3_frame(), true).kind, Kind::foreign);
}

TEST(StreamForm, SamplesThatAreTooWideAreNamed) {
  const std::vector<std::int16_t> pcm = sine(300, 4000);
  std::vector<float> floats;
  std::vector<std::int32_t> integers;
  std::mt19937 random(4);
  for (const std::int16_t sample : pcm) {
    floats.push_back(static_cast<float>(sample) / 32768);
    const int low = static_cast<int>(random() % 256);
    integers.push_back(sample * 65536 + low * 256);
  }
  EXPECT_EQ(form(bytes_of(floats)).name, "32-bit float samples");
  EXPECT_EQ(form(bytes_of(integers)).name, "32-bit integer samples");
  for (float& sample : floats) sample *= 0.001F;  // a quiet microphone
  EXPECT_EQ(form(bytes_of(floats)).name, "32-bit float samples");
}

TEST(StreamForm, Base64OfSamplesIsText) {
  std::string text;
  const std::string signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::mt19937 random(5);
  for (int i = 0; i < 600; ++i) text += signs[random() % 64];
  EXPECT_EQ(form(text).name, "base64 or other text");
}

/// Noise is never refused, whatever it begins with.
TEST(StreamForm, SoundIsSound) {
  std::vector<std::vector<std::int16_t>> sounds;
  for (const double level : {1.0, 30.0, 3000.0, 32767.0}) {
    for (const double hz : {20.0, 50.0, 76.5, 440.0, 4000.0, 7999.0}) {
      for (const double offset : {0.0, -9830.0, 9830.0, 13200.0}) {
        if (std::abs(offset) + level < 32768) sounds.push_back(sine(hz, level, offset));
      }
    }
  }
  for (const int level : {0x6161, 0x1388, 0x3333, 0x0100, -1, 1, -1025, -15}) {
    sounds.emplace_back(8000, static_cast<std::int16_t>(level));
  }
  std::vector<std::int16_t> coarse = sine(300, 8000);  // 8 bit at the top of 16
  for (std::int16_t& sample : coarse) sample = static_cast<std::int16_t>(sample & ~0xFF);
  sounds.push_back(coarse);
  for (const auto& pcm : sounds) EXPECT_EQ(form(bytes_of(pcm)).kind, Kind::pcm) << pcm[1];
  for (unsigned seed = 0; seed < 2000; ++seed) {
    EXPECT_EQ(form(random_bytes(kLongestHead, seed)).kind, Kind::pcm) << seed;
    EXPECT_EQ(form("\xFF\xFB\x90\x64"s + random_bytes(kLongestHead, seed)).kind, Kind::pcm) << seed;
    EXPECT_EQ(form("\xFF\xF1\x50\x80"s + random_bytes(kLongestHead, seed)).kind, Kind::pcm) << seed;
  }
}

TEST(StreamForm, CompressedSoundLooksLikeNoMicrophones) {
  const auto looks = [](const std::string& bytes) {
    return looks_compressed(std::as_bytes(std::span(bytes)));
  };
  EXPECT_TRUE(looks(random_bytes(1024, 6)));
  for (const double level : {100.0, 3000.0, 30000.0})
    EXPECT_FALSE(looks(bytes_of(sine(300, level))));
  EXPECT_FALSE(looks(bytes_of(std::vector<std::int16_t>(512, 0x6161))));
}

}  // namespace
}  // namespace hotpin::audio
