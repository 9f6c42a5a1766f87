#include "protocol/session_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hotpin::protocol {
namespace {

using namespace std::string_literals;

TEST(SessionId, TakesWhatClientsUse) {
  for (const std::string& id :
       {"a"s, "esp32-cam-hotpin"s, "kitchen 2"s, "K\xC3\xBC\x63he"s, "\xF0\x9F\x90\xB1"s, ".."s,
        "a:b@c'\"%"s, std::string(kMaxSessionIdBytes, 'x')}) {
    EXPECT_TRUE(check_session_id(id)) << id;
  }
}

TEST(SessionId, RefusesWhatCouldDoHarm) {
  for (const std::string& id :
       {""s, "../etc"s, "a\\b"s, "line\nbreak"s, "nul\0inside"s, "\x7F"s, "\xC2\x85"s, "cut \xC3"s,
        "\xFF"s, std::string(kMaxSessionIdBytes + 1, 'x'), std::string(1 << 20, 'x')}) {
    EXPECT_FALSE(check_session_id(id)) << id.substr(0, 200);
  }
}

TEST(SessionId, TheReasonFitsACloseFrame) {
  EXPECT_LE(check_session_id("").error().detail.size(), 120U);
}

}  // namespace
}  // namespace hotpin::protocol
