#include "audio/wav.hpp"

#include <gtest/gtest.h>

#include <random>

namespace hotpin::audio {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::string number(std::uint32_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string file(std::uint16_t kind, std::uint16_t channels, std::uint16_t bits,
                 const std::string& data, const std::string& before_data = "") {
  const std::string format = number(kind, 2) + number(channels, 2) + number(16000, 4) +
                             number(16000U * channels * bits / 8, 4) +
                             number(std::uint32_t{channels} * bits / 8, 2) + number(bits, 2);
  return "RIFF" + number(0, 4) + "WAVEfmt " + number(16, 4) + format + before_data + "data" +
         number(static_cast<std::uint32_t>(data.size()), 4) + data;
}

std::vector<std::int16_t> samples_of(const std::string& text) {
  const auto wav = parse_wav(bytes_of(text));
  return wav ? wav->samples : std::vector<std::int16_t>{-1, -1, -1};
}

TEST(Wav, WhatIsWrittenIsRead) {
  const std::vector<std::int16_t> samples = {0, 1, -1, 32767, -32768};
  const auto wav = parse_wav(bytes_of(wav_file(samples, 16000)));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->rate_hz, 16000U);
  EXPECT_EQ(wav->samples, samples);
}

TEST(Wav, EveryDepthAndChannelCount) {
  EXPECT_EQ(samples_of(file(1, 1, 8, {'\x80', '\xFF', '\x00'})),
            (std::vector<std::int16_t>{0, 32512, -32768}));
  EXPECT_EQ(samples_of(file(1, 2, 16, number(100, 2) + number(300, 2))),
            (std::vector<std::int16_t>{200}));
  EXPECT_EQ(samples_of(file(1, 1, 24, number(0xFFFF00, 3))), (std::vector<std::int16_t>{-1}));
  EXPECT_EQ(samples_of(file(1, 1, 32, number(0x40000000, 4))), (std::vector<std::int16_t>{16384}));
  EXPECT_EQ(samples_of(file(3, 1, 32, number(0x3F800000, 4))), (std::vector<std::int16_t>{32767}));
  EXPECT_EQ(samples_of(file(3, 1, 32, number(0x7FC00000, 4))),
            (std::vector<std::int16_t>{0}));  // NaN
}

TEST(Wav, OtherChunksAreSkipped) {
  const std::string list = "LIST" + number(3, 4) + "abc" + std::string(1, '\0');
  EXPECT_EQ(samples_of(file(1, 1, 16, number(7, 2), list)), (std::vector<std::int16_t>{7}));
}

TEST(Wav, AStreamsSizeMeansUpToTheEnd) {
  std::string text = wav_header(16000, 0x7FFFF000) + number(7, 2);
  EXPECT_EQ(samples_of(text), (std::vector<std::int16_t>{7}));
}

TEST(Wav, WhatIsWrongIsNamed) {
  const auto why = [](const std::string& text) { return parse_wav(bytes_of(text)).error().detail; };
  EXPECT_EQ(why(""), "it is not a WAV file");
  EXPECT_EQ(why("ID3 and so on, an MP3"), "it is not a WAV file");
  EXPECT_EQ(why("RIFF    WAVE"), "it holds no samples");
  EXPECT_EQ(why(file(2, 1, 16, "")), "it is neither PCM nor float");
  EXPECT_EQ(why(file(1, 0, 16, "")), "it has no channels");
  EXPECT_EQ(why("RIFF    WAVEdata" + number(0, 4)), "its samples come before their format");
}

TEST(Wav, NoBytesMakeItReadOutside) {
  std::mt19937 random(1);
  const std::string good = file(1, 2, 24, std::string(60, 'x'), "LIST" + number(4, 4) + "abcd");
  for (int round = 0; round < 20'000; ++round) {
    std::string text = good.substr(0, random() % (good.size() + 1));
    for (int change = 0; change < 3 && !text.empty(); ++change) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    const auto wav = parse_wav(bytes_of(text));
    if (wav) {
      EXPECT_LE(wav->samples.size(), text.size());
    }
  }
}

}  // namespace
}  // namespace hotpin::audio
