#include "audio/wav_prefix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "audio/wav.hpp"
#include "support/wav_bytes.hpp"

namespace hotpin::audio {
namespace {

using tests::bytes_of;
using tests::number;

std::string file(std::uint16_t kind, std::uint16_t channels, std::uint16_t bits,
                 const std::string& data, std::uint32_t told, const std::string& before = "") {
  const std::string format = number(kind, 2) + number(channels, 2) + number(24000, 4) +
                             number(24000U * channels * bits / 8, 4) +
                             number(std::uint32_t{channels} * bits / 8, 2) + number(bits, 2);
  return "RIFF" + number(0xFFFFFFFF, 4) + "WAVEfmt " + number(16, 4) + format + before + "data" +
         number(told, 4) + data;
}

std::string samples(std::size_t count, int seed = 1) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += number(static_cast<std::uint32_t>(static_cast<int>(i) * 37 * seed % 9001), 2);
  }
  return out;
}

/// All that came out while the file came in pieces of `size`.
std::vector<std::int16_t> streamed(const std::string& whole, std::size_t size) {
  WavPrefix stream;
  std::vector<std::int16_t> out;
  for (std::size_t end = size; end < whole.size() + size; end += size) {
    stream.take(bytes_of(std::string_view(whole).substr(0, end)), out);
  }
  return out;
}

struct Case {
  std::string name;
  std::string bytes;
  std::size_t at_least;  ///< samples that come before the end
};

std::vector<Case> cases() {
  const std::string data = samples(2000);
  const auto told = [&](std::uint32_t size) { return file(1, 1, 16, data, size); };
  const std::string list = "LIST" + number(4, 4) + "abcd";
  const std::string odd_list = "LIST" + number(3, 4) + "abc";
  return {
      {"a true size", told(4000), 1990},
      {"a size of 0", told(0), 1990},
      {"all ones", told(0xFFFFFFFF), 1990},
      {"all ones less the header", told(0xFFFFFFFF - 44), 1990},
      {"the largest signed number", told(0x7FFFFFFF), 1990},
      {"0x7FFFF000", told(0x7FFFF000), 1990},
      {"larger than the file", told(40'000), 1990},
      {"too small", told(100), 1990},
      {"too small and odd", told(101), 50},
      {"of one piece", told(1000), 1990},
      {"the byte of an odd end", told(0) + "x", 1990},
      {"chunks before the samples", file(1, 1, 16, data, 4000, list + list), 1990},
      {"an odd chunk before them", file(1, 1, 16, data, 4000, odd_list + std::string(1, '\0')),
       1990},
      {"an odd chunk without its even byte", file(1, 1, 16, data, 4000, odd_list), 0},
      {"a chunk behind them", told(4000) + list, 2000},
      {"an empty chunk of samples", told(4000).replace(40, 4, 4, '\0') + list, 1990},
      {"a chunk of no samples", file(1, 1, 16, "", 0) + list + list + list, 0},
      {"chunks behind them", told(4000) + list + list + list + list, 2000},
      {"a file behind it", told(4000) + told(4000), 3990},
      {"files of unknown size", told(0) + told(0xFFFFFFFF) + told(0), 5990},
      {"a file of another rate behind it", told(4000) + wav_header(16000, 200) + samples(100),
       2000},
      {"8 bit", file(1, 1, 8, data, 0), 3980},
      {"24 bit", file(1, 1, 24, data, 0xFFFFFFFF), 1320},
      {"float", file(3, 1, 32, data, 0xFFFFFFFF), 990},
      {"mu-law", file(7, 1, 8, data, 0xFFFFFFFF), 3980},
      {"two channels", file(1, 2, 16, data, 0xFFFFFFFF), 990},
      {"RF64", "RF64" + told(0xFFFFFFFF).substr(4), 1990},
      {"a file inside of what is told", told(9000) + told(0), 1990},
      {"a rate that is not read", std::string(told(0)).replace(24, 4, number(4000, 4)), 0},
      {"ADPCM", file(2, 1, 16, data, 0), 0},
      {"no format", "RIFF    WAVEdata" + number(4000, 4) + data, 0},
      {"no WAV", "ID3 and so on" + data, 0},
      {"a header alone", wav_header(24000, 0), 0},
      {"a header that is cut", wav_header(24000, 0).substr(0, 30), 0},
      {"nothing", "", 0},
  };
}

void expect_beginning_of(const std::string& whole, const std::vector<std::int16_t>& out,
                         const std::string& name) {
  const auto wav = parse_wav(bytes_of(whole));
  if (!wav) return;  // of something that came later
  ASSERT_LE(out.size(), wav->samples.size()) << name;
  EXPECT_TRUE(std::equal(out.begin(), out.end(), wav->samples.begin())) << name;
}

TEST(WavPrefix, GivesTheBeginningOfTheWholeAsItComes) {
  for (const Case& it : cases()) {
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{7}, std::size_t{1000}, it.bytes.size() + 1}) {
      const auto out = streamed(it.bytes, size);
      const std::string name = it.name + ", pieces of " + std::to_string(size);
      EXPECT_GE(out.size(), it.at_least) << name;
      expect_beginning_of(it.bytes, out, name);
    }
  }
}

TEST(WavPrefix, SamplesDoNotWaitForTheNextOnes) {
  const std::string whole = file(1, 1, 16, samples(2000), 0xFFFFFFFF);
  WavPrefix stream;
  std::vector<std::int16_t> out;
  for (std::size_t bytes = 44 + 14; bytes <= whole.size(); ++bytes) {
    stream.take(bytes_of(std::string_view(whole).substr(0, bytes)), out);
    EXPECT_EQ(out.size(), (bytes - 44 - 11) / 2);
  }
  EXPECT_EQ(stream.rate_hz(), 24000U);
}

/// Whatever comes: never something that the whole does not begin with.
TEST(WavPrefix, AnyBytesAreTaken) {
  std::mt19937 random(1);
  const auto all = cases();
  const char* const parts[] = {"RIFF", "WAVE", "RIFF    WAVE", "data", "LIST", "fmt "};
  for (int round = 0; round < 6000; ++round) {
    std::string bytes = all[random() % all.size()].bytes.substr(0, 44 + random() % 400);
    for (unsigned change = random() % 4; change > 0 && !bytes.empty(); --change) {
      const std::size_t at = random() % bytes.size();
      if (random() % 2 == 0) bytes[at] = static_cast<char>(random());
      else bytes.insert(at, parts[random() % std::size(parts)]);
    }
    expect_beginning_of(bytes, streamed(bytes, 1 + random() % 60),
                        "round " + std::to_string(round));
  }
}

}  // namespace
}  // namespace hotpin::audio
