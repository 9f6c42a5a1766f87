#include "client/wire/event.hpp"

#include <gtest/gtest.h>

namespace hotpin::client {
namespace {

TEST(ParseEvent, ReadsWhatIsKnownOfTheServersMessages) {
  EXPECT_EQ(parse_event(R"({"status":"partial","turn":2,"text":"hm"})").value()->text, "hm");
  EXPECT_EQ(parse_event(R"({"status":"connected","resume":"ab"})").value()->text, "ab");
  EXPECT_EQ(parse_event(R"({"status":"interrupted","turn":1,"heard_text":"A"})").value()->text,
            "A");
  EXPECT_TRUE(
      parse_event(R"({"status":"processing","stage":"tts","response":"A"})").value()->is_first);
  EXPECT_FALSE(parse_event(R"({"status":"new"})").value());
  EXPECT_FALSE(parse_event(R"({"status":"note","text":"not for servers"})").value());
  EXPECT_FALSE(parse_event(R"({"status":7,"turn":"x"})").value());
  EXPECT_FALSE(parse_event("[1]"));
  EXPECT_FALSE(parse_event("{"));
}

}  // namespace
}  // namespace hotpin::client
