#include "engines/sherpa/protobuf.hpp"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace hotpin::engines::sherpa {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::Pair;

using Fields = std::vector<std::pair<std::uint64_t, std::string>>;

std::pair<bool, Fields> fields(const std::string& message) {
  Fields found;
  const bool is_whole = for_each_field(message, [&](std::uint64_t number, std::string_view bytes) {
    found.emplace_back(number, bytes);
  });
  return {is_whole, found};
}

TEST(Protobuf, IsWrittenAsTheFormatSays) {
  EXPECT_EQ(number_field(1, 150), "\x08\x96\x01"s);
  EXPECT_EQ(bytes_field(2, "testing"), "\x12\x07testing"s);
  EXPECT_EQ(bytes_field(20, std::string(200, 'x')).substr(0, 4), "\xa2\x01\xc8\x01"s);
}

TEST(Protobuf, WhatIsWrittenIsRead) {
  const std::string long_text(300, 'y');
  EXPECT_THAT(
      fields(bytes_field(7, "a") + number_field(3, 1ULL << 40U) + bytes_field(99, long_text)),
      Pair(true, ElementsAre(Pair(7, "a"), Pair(3, ""), Pair(99, long_text))));
  EXPECT_THAT(
      fields("\x0d\x01\x02\x03\x04\x11\x01\x02\x03\x04\x05\x06\x07\x08"s + bytes_field(1, "z")),
      Pair(true, ElementsAre(Pair(1, ""), Pair(2, ""), Pair(1, "z"))))
      << "numbers of fixed size";
  EXPECT_THAT(fields(""), Pair(true, ElementsAre()));
}

TEST(Protobuf, DamageIsSeen) {
  const std::string good = bytes_field(1, "abc");
  for (const std::string& bad :
       {good + "\x12", good + "\x12\x05hi", good + "\x0b", good + std::string(11, '\xff'),
        good + "\x0d\x01", good + "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    EXPECT_THAT(fields(bad), Pair(false, ElementsAre(Pair(1, "abc"))));
  }
}

}  // namespace
}  // namespace hotpin::engines::sherpa
