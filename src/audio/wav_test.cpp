#include "audio/wav.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/wav_bytes.hpp"

namespace hotpin::audio {
namespace {

using tests::bytes_of;
using tests::number;

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

std::string with_data_size(std::string text, std::uint32_t size) {
  return text.replace(40, 4, number(size, 4));
}

std::string samples(int count, std::uint32_t value = 7) {
  std::string out;
  for (int i = 0; i < count; ++i) out += number(value, 2);
  return out;
}

/// As long as the bytes are, whatever the header says.
TEST(Wav, SizesThatAreNotTrueAreMended) {
  const std::vector<std::int16_t> wanted(100, 7);
  const std::string good = wav_header(16000, 200) + samples(100);
  for (const std::uint32_t size : {0U, 0xFFFFFFFFU, 0x7FFFFFFFU, 0x7FFFF000U, 0x7FFFFFDAU, 100U, 2U,
                                   201U, 5000U, 0xFFFFFFD3U}) {
    EXPECT_EQ(samples_of(with_data_size(good, size)), wanted) << size;
  }
  for (const std::uint32_t size : {0U, 0xFFFFFFFFU, 0x7FFFFFFFU, 36U, 1U}) {
    EXPECT_EQ(samples_of(std::string(good).replace(4, 4, number(size, 4))), wanted) << size;
  }
  EXPECT_EQ(samples_of(good + "x"), wanted) << "a byte too many";
  EXPECT_EQ(samples_of(with_data_size(good, 0) + "x"), wanted);
  EXPECT_EQ(samples_of("RF64" + good.substr(4)), wanted);
}

TEST(Wav, NoSamplesAreNoSamples) {
  const std::string list = "LIST" + number(4, 4) + "abcd";
  for (const std::string& text :
       {wav_header(16000, 0), wav_header(16000, 0) + list, wav_header(16000, 0) + list + list}) {
    const auto wav = parse_wav(bytes_of(text));
    ASSERT_TRUE(wav);
    EXPECT_TRUE(wav->samples.empty());
  }
}

TEST(Wav, ChunksAroundTheSamplesAreNone) {
  const std::string odd = "LIST" + number(3, 4) + "abc";  // the byte that makes it even is missing
  EXPECT_EQ(samples_of(file(1, 1, 16, number(7, 2), odd)), (std::vector<std::int16_t>{7}));
  for (const char* tag : {"JUNK", "fact", "bext", "LIST", "id3 ", "cue "}) {
    const std::string chunk = tag + number(4, 4) + "abcd";
    EXPECT_EQ(samples_of(file(1, 1, 16, number(7, 2), chunk + chunk) + chunk),
              (std::vector<std::int16_t>{7}))
        << tag;
  }
  const std::string odd_data = file(1, 1, 8, "\x80\x80\xFF");
  const std::vector<std::int16_t> wanted{0, 0, 32512};
  EXPECT_EQ(samples_of(odd_data), wanted);
  EXPECT_EQ(samples_of(odd_data + '\0'), wanted);
  EXPECT_EQ(samples_of(odd_data + '\0' + "LIST" + number(4, 4) + "abcd"), wanted);
  EXPECT_EQ(samples_of(odd_data + "LIST" + number(4, 4) + "abcd"), wanted);
}

TEST(Wav, SeveralFilesAreOne) {
  const std::string one = wav_header(16000, 200) + samples(100);
  for (const std::uint32_t size : {200U, 0U, 0xFFFFFFFFU, 100U}) {
    const std::string first = with_data_size(one, size);
    EXPECT_EQ(samples_of(first + one), std::vector<std::int16_t>(200, 7)) << size;
    EXPECT_EQ(samples_of(first + first + first), std::vector<std::int16_t>(300, 7)) << size;
    EXPECT_EQ(samples_of(first + "LIST" + number(4, 4) + "abcd" + one).size(),
              size == 200 ? 200U : 206U)
        << size;
  }
  const std::string odd = file(1, 1, 8, "\x80\x80\xFF");
  EXPECT_EQ(samples_of(odd + odd).size(), 6U);
  EXPECT_EQ(samples_of(odd + '\0' + odd).size(), 6U);
}

TEST(Wav, AFileOfAnotherRateIsBroughtToTheFirstOnes) {
  const auto wav = parse_wav(
      bytes_of(wav_header(16000, 3200) + samples(1600) + wav_header(8000, 1600) + samples(800)));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->rate_hz, 16000U);
  EXPECT_EQ(wav->samples.size(), 3200U);
}

TEST(Wav, WhatIsWrongIsNamed) {
  const auto why = [](const std::string& text) { return parse_wav(bytes_of(text)).error().detail; };
  EXPECT_EQ(why(""), "it is not a WAV file");
  EXPECT_EQ(why("ID3 and so on, an MP3"), "it is not a WAV file");
  EXPECT_EQ(why("RIFF    WAVE"), "it holds no samples");
  EXPECT_EQ(why(file(2, 1, 16, "")), "it is ADPCM");
  EXPECT_EQ(why(file(99, 1, 16, "")), "it is neither PCM nor float");
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
