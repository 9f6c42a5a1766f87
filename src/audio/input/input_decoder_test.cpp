#include "audio/input/input_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <random>

#include "audio/wav.hpp"
#include "support/wav_bytes.hpp"

namespace hotpin::audio {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using tests::number;
using Pcm = std::vector<std::int16_t>;

Pcm tone(std::uint32_t rate_hz, double seconds, double hz = 440) {
  Pcm pcm;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rate_hz * seconds); ++i) {
    pcm.push_back(static_cast<std::int16_t>(
        8000 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz)));
  }
  return pcm;
}

struct Layout {
  std::uint16_t kind = 1;
  std::uint16_t channels = 1;
  std::uint32_t rate_hz = 16'000;
  std::uint16_t bits = 16;
};

std::string format_chunk(const Layout& it, const std::string& more = "") {
  return "fmt " + number(16 + more.size(), 4) + number(it.kind, 2) + number(it.channels, 2) +
         number(it.rate_hz, 4) + number(it.rate_hz * it.channels * it.bits / 8U, 4) +
         number(it.channels * it.bits / 8U, 2) + number(it.bits, 2) + more;
}

/// `size`: what the header says of the samples; theirs, if nothing.
std::string file(const Layout& layout, const std::string& data, const std::string& between = "",
                 std::optional<std::uint64_t> size = {}) {
  return "RIFF" + number(36 + data.size(), 4) + "WAVE" + format_chunk(layout) + between + "data" +
         number(size.value_or(data.size()), 4) + data;
}

std::string encoded(double sample, const Layout& it) {
  if (it.kind == 3 && it.bits == 32) {
    const auto value = static_cast<float>(sample / 32768);
    std::string bytes(4, '\0');
    std::memcpy(bytes.data(), &value, 4);
    return bytes;
  }
  if (it.kind == 3) {
    const double value = sample / 32768;
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &value, 8);
    return bytes;
  }
  if (it.bits == 8) return number(static_cast<std::uint64_t>(sample / 256 + 128), 1);
  return number(static_cast<std::uint64_t>(static_cast<std::int64_t>(sample) << (it.bits - 16U)),
                it.bits / 8U);
}

std::string data_of(const Pcm& pcm, const Layout& it) {
  std::string data;
  for (const std::int16_t sample : pcm) {
    for (unsigned channel = 0; channel < it.channels; ++channel) data += encoded(sample, it);
  }
  return data;
}

/// Sends `bytes` in pieces of `slice` samples and ends the stream.
Pcm heard(InputDecoder& decoder, std::string bytes, std::size_t slice = 100'000) {
  bytes.resize(bytes.size() / 2 * 2);
  Pcm pcm(bytes.size() / 2);
  if (!bytes.empty()) std::memcpy(pcm.data(), bytes.data(), bytes.size());
  Pcm out;
  for (std::size_t at = 0; at < pcm.size(); at += slice) {
    decoder.push(std::span(pcm).subspan(at, std::min(slice, pcm.size() - at)), out);
  }
  decoder.finish(out);
  return out;
}

Pcm heard(const std::string& bytes, std::size_t slice = 100'000) {
  InputDecoder decoder;
  return heard(decoder, bytes, slice);
}

/// Of the level's decibels, how much of `pcm` is the tone that was sent, of the same length.
void expect_tone(const Pcm& pcm, double seconds) {
  EXPECT_NEAR(static_cast<double>(pcm.size()), seconds * 16'000, 40);
  const Pcm wanted = tone(16'000, seconds);
  double off = 0;
  const std::size_t count = std::min(pcm.size(), wanted.size());
  for (std::size_t i = 200; i + 200 < count; ++i) off += std::abs(pcm[i] - wanted[i]);
  EXPECT_LT(off / static_cast<double>(count), 200);
}

TEST(InputDecoder, SamplesAreLeftAsTheyAre) {
  const Pcm pcm = tone(16'000, 0.5);
  for (const std::size_t slice : {1, 7, 320, 100'000}) {
    InputDecoder decoder;
    std::string bytes(pcm.size() * 2, '\0');
    std::memcpy(bytes.data(), pcm.data(), bytes.size());
    EXPECT_EQ(heard(decoder, bytes, slice), pcm);
    EXPECT_FALSE(decoder.refusal());
  }
}

TEST(InputDecoder, AWavFileOfAnyRateChannelsAndSamplesBecomes16kHzMono) {
  for (const Layout& layout : std::initializer_list<Layout>{{1, 1, 16'000, 16},
                                                            {1, 1, 44'100, 16},
                                                            {1, 1, 48'000, 16},
                                                            {1, 2, 48'000, 16},
                                                            {1, 1, 24'000, 16},
                                                            {1, 1, 8'000, 16},
                                                            {1, 1, 11'025, 16},
                                                            {1, 2, 22'050, 16},
                                                            {1, 6, 96'000, 16},
                                                            {1, 1, 192'000, 24},
                                                            {1, 2, 44'100, 24},
                                                            {1, 1, 16'000, 32},
                                                            {3, 1, 48'000, 32},
                                                            {3, 2, 48'000, 64}}) {
    SCOPED_TRACE(std::to_string(layout.rate_hz) + " Hz, " + std::to_string(layout.channels) +
                 " channels, " + std::to_string(layout.bits) + " bit");
    expect_tone(heard(file(layout, data_of(tone(layout.rate_hz, 0.5), layout)), 160), 0.5);
  }
}

TEST(InputDecoder, OtherSamplesOfAWavFile) {
  EXPECT_EQ(heard(file({7, 1, 16'000, 8}, "\xFF\x7F\x80\x00"s)), (Pcm{0, 0, 32124, -32124}));
  EXPECT_EQ(heard(file({6, 1, 16'000, 8}, "\xD5\x55\xAA\x2A"s)), (Pcm{8, -8, 32256, -32256}));
  EXPECT_EQ(heard(file({1, 1, 16'000, 8}, "\x80\xFF\x00\x80"s)), (Pcm{0, 32512, -32768, 0}));
  const std::string guid = number(22, 2) + number(24, 2) + number(4, 4) + number(1, 2) +
                           "\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71"s;
  const std::string extensible = "RIFF" + number(0, 4) + "WAVE" +
                                 format_chunk({0xFFFE, 1, 16'000, 16}, guid) + "data" +
                                 number(4, 4) + number(7, 2) + number(9, 2);
  EXPECT_EQ(heard(extensible), (Pcm{7, 9}));
}

TEST(InputDecoder, HoweverAWavFileIsCut) {
  const Layout layout{1, 2, 44'100, 24};
  const std::string bytes =
      file(layout, data_of(tone(44'100, 0.2), layout), "LIST" + number(11, 4) + "INFOISFTabc\0"s);
  const Pcm whole = heard(bytes);
  expect_tone(whole, 0.2);
  for (const std::size_t slice : {1, 2, 3, 5, 23, 1000}) EXPECT_EQ(heard(bytes, slice), whole);
}

TEST(InputDecoder, SizesThatWereNotKnown) {
  const std::string data = data_of(tone(16'000, 0.1), {});
  for (const std::uint64_t size : {0ULL, 0xFFFFFFFFULL, 0x7FFFF000ULL, 0x80000000ULL, 100ULL}) {
    const Pcm pcm = heard(file({}, data, "", size), 320);
    EXPECT_EQ(pcm.size(), 1600U) << size;
  }
  EXPECT_EQ(heard("RF64\xFF\xFF\xFF\xFFWAVE"s + "ds64" + number(28, 4) + std::string(28, '\1') +
                  format_chunk({}) + "data\xFF\xFF\xFF\xFF"s + data)
                .size(),
            1600U);
}

TEST(InputDecoder, WhatStandsAroundTheSamplesIsNoSound) {
  const std::string data = data_of(tone(16'000, 0.1), {});
  const std::string list = "LIST" + number(10'000, 4) + std::string(10'000, 'x');
  EXPECT_EQ(heard(file({}, data, list), 160).size(), 1600U);
  EXPECT_EQ(heard(file({}, data) + "LIST" + number(26, 4) + std::string(26, 'x')).size(), 1600U);
  EXPECT_EQ(heard(file({}, data) + "id3 " + number(3, 4) + "abc\0"s).size(), 1600U);
}

TEST(InputDecoder, FilesMayFollowOneAnother) {
  const std::string one = file({1, 1, 8000, 16}, data_of(tone(8000, 0.1), {}));
  const std::string other = file({1, 1, 48'000, 16}, data_of(tone(48'000, 0.1), {}));
  const auto total = [](const std::string& bytes) {
    return static_cast<double>(heard(bytes, 99).size());
  };
  EXPECT_NEAR(total(one + other), 3200, 40);
  EXPECT_NEAR(total(one + one), 3200, 40);
  const std::string endless = file({1, 1, 8000, 16}, data_of(tone(8000, 0.1), {}), "", 0);
  EXPECT_NEAR(total(endless + endless), 3200, 40);
  EXPECT_NEAR(total(file({1, 2, 8000, 16}, data_of(tone(8000, 0.1), {1, 2}) + "ab", "", 0) + other),
              3200, 40);
}

TEST(InputDecoder, EachPressBringsItsHeader) {
  InputDecoder decoder;
  for (int press = 0; press < 3; ++press) {
    const std::string bytes = file({1, 1, 48'000, 16}, data_of(tone(48'000, 0.2), {}));
    expect_tone(heard(decoder, bytes, 320), 0.2);
    EXPECT_FALSE(decoder.refusal());
  }
}

TEST(InputDecoder, AFileWithNothingInItIsSilence) {
  InputDecoder decoder;
  EXPECT_TRUE(heard(decoder, file({}, "")).empty());
  EXPECT_FALSE(decoder.refusal());
}

TEST(InputDecoder, WhatCannotBeConvertedIsSwallowedAndNamed) {
  struct Case {
    std::string bytes;
    const char* name;
  };
  std::mt19937 random(1);
  std::string rest(40'000, '\0');
  for (char& byte : rest) byte = static_cast<char>(random());
  const std::string whole = file({}, rest);
  for (const Case& it : std::initializer_list<Case>{
           {"\x1A\x45\xDF\xA3"s + rest, "WebM or Matroska"},
           {"OggS"s + rest, "Ogg"},
           {"ID3"s + rest, "MP3"},
           {whole.substr(0, 30), "a WAV file (its header is cut short)"},
           {file({0x11, 1, 16'000, 4}, rest), "a WAV file (it is ADPCM)"},
           {file({0x55, 1, 16'000, 0}, rest), "a WAV file (it is MP3)"},
           {file({1, 0, 16'000, 16}, rest), "a WAV file (it has no channels)"},
           {file({1, 1, 0, 16}, rest), "a WAV file (its rate"},
           {"RIFF\0\0\0\0WAVEdata"s + rest, "a WAV file (its samples come before"}}) {
    for (const std::size_t slice : {1, 3, 2048, 100'000}) {
      InputDecoder decoder;
      EXPECT_TRUE(heard(decoder, it.bytes, slice).empty()) << it.name;
      ASSERT_TRUE(decoder.refusal()) << it.name;
      EXPECT_THAT(*decoder.refusal(), HasSubstr(it.name));
      EXPECT_THAT(*decoder.refusal(), HasSubstr("16 kHz mono"));
    }
  }
}

TEST(InputDecoder, AfterARefusalTheNextStreamIsListenedToAfresh) {
  InputDecoder decoder;
  heard(decoder, "OggS" + std::string(4000, 'x'));
  EXPECT_TRUE(decoder.refusal());
  EXPECT_TRUE(heard(decoder, "").empty());
  EXPECT_FALSE(decoder.refusal()) << "nothing was sent";
  const Pcm pcm = tone(16'000, 0.2);
  std::string bytes(pcm.size() * 2, '\0');
  std::memcpy(bytes.data(), pcm.data(), bytes.size());
  EXPECT_EQ(heard(decoder, bytes, 160), pcm);
  EXPECT_FALSE(decoder.refusal());
}

/// The last piece of a recorder comes behind the end of speech, and has no magic.
TEST(InputDecoder, ARecordersLatePieceIsNoSpeech) {
  InputDecoder decoder;
  std::mt19937 random(2);
  std::string piece(6000, '\0');
  for (char& byte : piece) byte = static_cast<char>(random());
  heard(decoder, "\x1A\x45\xDF\xA3" + piece, 500);
  EXPECT_TRUE(heard(decoder, piece + "\x1A\x45\xDF\xA3" + piece, 500).empty());
  ASSERT_TRUE(decoder.refusal());
  EXPECT_THAT(*decoder.refusal(), HasSubstr("WebM"));
}

TEST(InputDecoder, SilenceBeforeWideSamplesHidesNothing) {
  std::string bytes(8000, '\0');
  for (const std::int16_t sample : tone(16'000, 0.1)) {
    bytes += encoded(sample, {3, 1, 16'000, 32});
  }
  InputDecoder decoder;
  const Pcm pcm = heard(decoder, bytes, 77);
  EXPECT_TRUE(decoder.refusal());
  EXPECT_TRUE(std::all_of(pcm.begin(), pcm.end(), [](std::int16_t it) { return it == 0; }));
}

TEST(InputDecoder, NoBytesMakeItReadOutside) {
  std::mt19937 random(3);
  const Layout layout{1, 2, 44'100, 24};
  const std::string good = file(layout, std::string(600, 'x'), "LIST" + number(4, 4) + "abcd");
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = (good + good).substr(0, random() % (2 * good.size()));
    for (int change = 0; change < 3 && !bytes.empty(); ++change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    heard(bytes, 1 + random() % 400);
  }
}

TEST(InputDecoder, RawSamplesAreOfTheClientsRate) {
  for (const std::uint32_t rate_hz : {8'000U, 24'000U, 44'100U, 48'000U}) {
    const Pcm sent = tone(rate_hz, 0.5);
    const std::string bytes(reinterpret_cast<const char*>(sent.data()), 2 * sent.size());
    for (const std::size_t slice : {std::size_t{160}, std::size_t{100'000}}) {
      InputDecoder decoder(rate_hz);
      expect_tone(heard(decoder, bytes, slice), 0.5);
      expect_tone(heard(decoder, bytes, slice), 0.5);  // the next utterance
    }
  }
}

TEST(InputDecoder, SilenceInFrontKeepsItsLengthAtAnyRate) {
  InputDecoder decoder(48'000);
  const std::string bytes(2 * 48'000, '\0');
  EXPECT_NEAR(static_cast<double>(heard(decoder, bytes, 960).size()), 16'000, 40);
}

}  // namespace
}  // namespace hotpin::audio
