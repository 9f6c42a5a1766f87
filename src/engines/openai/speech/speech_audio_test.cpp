#include "engines/openai/speech/speech_audio.hpp"

#include <gmock/gmock.h>

#include <random>

#include "audio/wav.hpp"
#include "base/base64.hpp"
#include "support/tone.hpp"

namespace hotpin::engines::openai {
namespace {

using testing::HasSubstr;
using tests::tone;

std::string bytes_of(const std::vector<std::int16_t>& pcm, bool big_endian = false) {
  std::string bytes;
  for (const std::int16_t sample : pcm) {
    const auto value = static_cast<std::uint16_t>(sample);
    const char low = static_cast<char>(value & 0xFFU);
    const char high = static_cast<char>(value >> 8U);
    bytes += big_endian ? std::string{high, low} : std::string{low, high};
  }
  return bytes;
}

net::ResponseHead head(const std::string& type) { return {200, {{"content-type", type}}}; }

const std::vector<std::int16_t> kTone = tone(2400);

TEST(SpeechAudio, WavIsReadWhateverItsTypeSays) {
  const std::string wav = audio::wav_file(kTone, 22050);
  for (const char* type :
       {"audio/wav", "audio/mpeg", "application/octet-stream", "", "text/plain"}) {
    const auto speech = read_speech(head(type), wav, false);
    ASSERT_TRUE(speech) << type;
    EXPECT_EQ(speech->samples, kTone);
    EXPECT_EQ(speech->rate_hz, 22050U);
  }
  EXPECT_EQ(read_speech(head("audio/wav"), wav + wav, false)->samples.size(), 4800U);
  EXPECT_EQ(
      read_speech(head("audio/wav"), std::string(wav).replace(40, 4, 4, '\0'), false)->samples,
      kTone);
}

struct Raw {
  const char* type;
  bool asked;
  std::uint32_t rate_hz;
};

TEST(SpeechAudio, SamplesAloneAreReadWhereTheHeadOrTheRequestSaysSo) {
  for (const Raw& raw : {Raw{"audio/pcm", false, 24000}, Raw{"audio/L16;rate=16000", false, 16000},
                         Raw{"audio/L16; codec=pcm; rate=24000", false, 24000},
                         Raw{"audio/pcm; rate=\"8000\"", false, 8000},
                         Raw{"audio/x-raw;sample_rate=48000;channels=1", false, 48000},
                         Raw{"application/octet-stream", true, 24000}, Raw{"", true, 24000},
                         Raw{"audio/pcm;rate=7", false, 24000}}) {
    const auto speech = read_speech(head(raw.type), bytes_of(kTone), raw.asked);
    ASSERT_TRUE(speech) << raw.type;
    EXPECT_EQ(speech->samples, kTone) << raw.type;
    EXPECT_EQ(speech->rate_hz, raw.rate_hz) << raw.type;
  }
  EXPECT_EQ(read_speech(head("audio/L16;rate=24000"), bytes_of(kTone, true), false)->samples,
            kTone);
  net::ResponseHead told = head("audio/pcm");
  told.headers["x-sample-rate"] = "16000";
  EXPECT_EQ(read_speech(told, bytes_of(kTone), false)->rate_hz, 16000U);
  EXPECT_EQ(read_speech(head("audio/pcm"), bytes_of(kTone) + "x", false)->samples, kTone);
}

TEST(SpeechAudio, TwoChannelsBecomeOne) {
  std::vector<std::int16_t> both;
  for (const std::int16_t sample : kTone) both.insert(both.end(), {sample, sample});
  const auto speech = read_speech(head("audio/pcm;rate=24000;channels=2"), bytes_of(both), false);
  ASSERT_TRUE(speech);
  EXPECT_EQ(speech->samples, kTone);
}

TEST(SpeechAudio, SoundInsideJsonIsDecoded) {
  const std::string wav = audio::wav_file(kTone, 22050);
  const std::string text = base::to_base64(wav);
  std::string hex;
  for (const char c : wav) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    hex += digits;
  }
  for (const std::string& body :
       {"{\"audio\":\"" + text + "\"}", "{\"audioContent\":\"" + text + "\"}",
        "{\"id\":\"a-long-name-of-nothing\",\"data\":{\"audio\":\"" + text + "\"}}",
        "{\"audio\":\"data:audio/wav;base64," + text + "\"}", "[{\"b64_json\":\"" + text + "\"}]",
        "\"" + text + "\"", "{\"data\":{\"audio\":\"" + hex + "\"}}"}) {
    const auto speech = read_speech(head("application/json"), body, false);
    ASSERT_TRUE(speech) << body.substr(0, 40) << speech.error().detail;
    EXPECT_EQ(speech->samples, kTone);
  }
  const auto raw = read_speech(
      head("application/json"),
      "{\"sample_rate\":16000,\"audio\":\"" + base::to_base64(bytes_of(kTone)) + "\"}", false);
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->samples, kTone);
  EXPECT_EQ(raw->rate_hz, 16000U);
}

struct Wrong {
  std::string body;
  std::string type;
  std::string code;
  std::string named;
};

TEST(SpeechAudio, WhatIsNoSoundIsNamed) {
  const std::string filling(100, 'x');
  for (const Wrong& wrong : {Wrong{"ID3" + filling, "audio/mpeg", kOtherForm, "MP3"},
                             Wrong{"\xFF\xFB\x90\x44" + filling, "audio/mpeg", kOtherForm, "MP3"},
                             Wrong{"\xFF\xFB\x90\x44" + filling, "", kOtherForm, "MP3"},
                             Wrong{"\xFF\xF1\x50\x80" + filling, "audio/aac", kOtherForm, "AAC"},
                             Wrong{"OggS" + filling, "audio/ogg", kOtherForm, "Ogg"},
                             Wrong{"fLaC" + filling, "audio/flac", kOtherForm, "FLAC"},
                             Wrong{"\x1A\x45\xDF\xA3" + filling, "audio/webm", kOtherForm, "WebM"},
                             Wrong{std::string("\0\0\0\x18"
                                               "ftypM4A ",
                                               12) +
                                       filling,
                                   "audio/mp4", kOtherForm, "MP4"},
                             Wrong{"\x1F\x8B" + filling, "audio/wav", kOtherForm, "gzip"},
                             Wrong{"RIFX" + filling, "audio/wav", kOtherForm, "big-endian"},
                             Wrong{filling, "audio/opus", kOtherForm, "audio/opus"},
                             Wrong{"", "audio/wav", "tts_failed", "nothing"},
                             Wrong{"RIFF    WAVE", "audio/wav", "tts_failed", "no samples"},
                             Wrong{R"({"error":{"message":"no credits left"}})", "application/json",
                                   "tts_failed", "no credits left"},
                             Wrong{R"({"audio":""})", "application/json", "tts_failed", "no sound"},
                             Wrong{"no WAV", "application/json", "tts_failed", "no WAV"},
                             Wrong{"<html>Sign in</html>", "text/html", "tts_failed", "Sign in"},
                             Wrong{"{\"audio\":\"" + base::to_base64("ID3" + filling) + "\"}",
                                   "application/json", kOtherForm, "MP3"}}) {
    const auto speech = read_speech(head(wrong.type), wrong.body, false);
    ASSERT_FALSE(speech) << wrong.body;
    EXPECT_EQ(speech.error().code, wrong.code) << wrong.body;
    EXPECT_THAT(speech.error().detail, HasSubstr(wrong.named));
  }
}

TEST(SpeechAudio, AnyBytesAreRead) {
  std::mt19937 random(1);
  const std::string seeds[] = {audio::wav_file(tone(20), 24000), R"({"audio":"UklGRg=="})", "ID3",
                               ""};
  for (int round = 0; round < 4000; ++round) {
    std::string body = seeds[static_cast<std::size_t>(round) % std::size(seeds)];
    for (unsigned change = random() % 8; change > 0 && !body.empty(); --change) {
      body[random() % body.size()] = static_cast<char>(random());
    }
    const char* const types[] = {"audio/wav", "audio/l16;rate=99999999999", "application/json", ""};
    const auto speech = read_speech(head(types[random() % 4]), body, random() % 2 == 0);
    if (speech) {
      EXPECT_LE(speech->samples.size(), body.size());
    }
  }
}

struct Streamed {
  std::vector<std::int16_t> before_end;
  std::vector<std::int16_t> all;
  std::string fault;
};

Streamed stream(const net::ResponseHead& head, const std::string& body, bool asked,
                std::size_t size) {
  SpeechStream speech(asked);
  Streamed out;
  for (std::size_t end = size; end < body.size() + size; end += size) {
    const auto more = speech.more(head, std::string_view(body).substr(0, end)).samples;
    out.all.insert(out.all.end(), more.begin(), more.end());
  }
  out.before_end = out.all;
  const auto rest = speech.finish(head, body);
  if (!rest) out.fault = rest.error().code;
  else out.all.insert(out.all.end(), rest->samples.begin(), rest->samples.end());
  return out;
}

struct Answer {
  const char* name;
  std::string type;
  std::string body;
  bool asked;
  bool comes_early;
};

TEST(SpeechStream, GivesWhatTheWholeAnswerHolds) {
  const std::string wav = audio::wav_file(kTone, 22050);
  const std::string untold = std::string(wav).replace(40, 4, 4, '\xFF');
  const std::string none(2000, '\0');
  std::string both;
  for (const std::int16_t sample : kTone) both += bytes_of({sample, sample});
  for (const Answer& it :
       {Answer{"WAV", "audio/wav", wav, false, true}, Answer{"untold", "", untold, false, true},
        Answer{"two files", "audio/wav", wav + wav, false, true},
        Answer{"samples", "audio/pcm", bytes_of(kTone), false, true},
        Answer{"odd", "audio/pcm", bytes_of(kTone) + "x", false, true},
        Answer{"big-endian", "audio/L16;rate=24000", bytes_of(kTone, true), false, true},
        Answer{"behind silence", "audio/L16", none + bytes_of(kTone, true), false, true},
        Answer{"asked for", "", bytes_of(kTone), true, true},
        Answer{"two channels", "audio/pcm;channels=2", both, false, true},
        Answer{"silence", "audio/pcm", none, false, false},
        Answer{"short", "audio/pcm", bytes_of(tone(20)), false, false},
        Answer{"spaces", "", std::string(200, ' ') + R"({"audio":""})", true, false},
        Answer{"JSON", "application/json", "{\"audio\":\"" + base::to_base64(wav) + "\"}", true,
               false},
        Answer{"MP3", "audio/mpeg", "ID3" + std::string(200, 'x'), false, false},
        Answer{"a page", "text/html", "<html>" + std::string(200, ' '), true, false},
        Answer{"not asked for", "application/octet-stream", bytes_of(kTone), false, false},
        Answer{"nothing", "audio/wav", "", false, false}}) {
    const auto whole = read_speech(head(it.type), it.body, it.asked);
    for (const std::size_t size : {std::size_t{1}, std::size_t{333}, it.body.size() + 1}) {
      const Streamed streamed = stream(head(it.type), it.body, it.asked, size);
      EXPECT_EQ(streamed.fault, whole ? "" : whole.error().code) << it.name;
      if (whole) {
        EXPECT_EQ(streamed.all, whole->samples) << it.name << ", pieces of " << size;
      }
      EXPECT_EQ(!streamed.before_end.empty(), it.comes_early) << it.name << ", pieces of " << size;
    }
  }
}

}  // namespace
}  // namespace hotpin::engines::openai
