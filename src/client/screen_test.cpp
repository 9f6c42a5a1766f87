#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/sound/sound_card.hpp"
#include "client/view.hpp"

namespace hotpin::client {
namespace {

using Kind = Event::Kind;
using testing::HasSubstr;
using testing::Not;

void one_turn(View& view) {
  view.show({.kind = Kind::connected, .text = "secret"});
  view.show({.kind = Kind::talking});
  view.show({Kind::partial, 1, "what is"});
  view.show({.kind = Kind::heard, .turn = 1});
  view.show({Kind::transcript, 1, "What is Paris?"});
  view.show({Kind::phrase, 1, "A city, I think."});
  for (const char* word : {"A", "city,", "I", "think."}) view.show({Kind::word, 1, word});
  view.show({Kind::complete, 1, "A city, I think.", "spoken"});
  view.show_latency(1, {{{"first_audible_ms", 120}}, {{"pace", "speech"}}}, {});
}

TEST(Screen, WithoutATerminalItIsPlainLines) {
  std::ostringstream out;
  one_turn(*make_screen({.bars = {.has_blocks = false, .width = 4}}, out));
  EXPECT_EQ(out.str(),
            "  you: What is Paris?\n"
            "  it:  A city, I think.\n"
            "    first audible ####     120 ms\n"
            "    median of 1 turn to the first sound: 120 ms\n");
}

TEST(Screen, OnATerminalPassingWordsAreWrittenOver) {
  std::ostringstream out;
  const auto screen = make_screen({.columns = 12}, out);
  screen->show({Kind::partial, 1, "zwölf Boxkämpfer jagen"});
  EXPECT_EQ(out.str(), "\r\x1b[Kmpfer jagen") << "its end, one row";
  screen->show({Kind::transcript, 1, "Zwölf."});
  EXPECT_THAT(out.str(), testing::EndsWith("\r\x1b[K  you: Zwölf.\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("\x1b[1m")));
}

TEST(Screen, AServerCannotSteerIt) {
  std::ostringstream out;
  const auto screen = make_screen({}, out);
  screen->show({Kind::transcript, 1, "a\x1b]0;x\x07"});
  screen->show({Kind::phrase, 1,
                "b\xC2\x9B"
                "2J"});
  screen->show({Kind::error, 1, "c\x1b[2J", "d\r"});
  EXPECT_EQ(out.str().find_first_of("\x1b\x07\r\xC2"), std::string::npos);
}

TEST(JsonView, IsOneObjectALine) {
  std::ostringstream out;
  one_turn(*make_json_view(out));
  EXPECT_THAT(out.str(), HasSubstr(R"({"event":"transcript","turn":1,"text":"What is Paris?"})"));
  EXPECT_THAT(
      out.str(),
      HasSubstr(R"({"event":"complete","turn":1,"how":"spoken","response":"A city, I think."})"));
  EXPECT_THAT(out.str(), HasSubstr(R"("event":"ledger","turn":1,"first_audible_ms":1.2E2)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("event":"phrase","turn":1,"text":"A city, I think.")"));
  EXPECT_THAT(out.str(), Not(HasSubstr(R"("word")")));
  EXPECT_THAT(out.str(), Not(HasSubstr("secret"))) << "who has the token takes the reply";
}

TEST(FindDevice, ByNumberByNameOrTheDefault) {
  const std::vector<SoundCard::Device> devices{{0, "HDA Intel: Analog", 2, 2, 44100, false, true},
                                               {1, "USB Mic", 1, 0, 48000, true, false}};
  EXPECT_EQ(find_device(devices, "", true).value().number, 1);
  EXPECT_EQ(find_device(devices, "", false).value().number, 0);
  EXPECT_EQ(find_device(devices, "usb", true).value().number, 1);
  EXPECT_EQ(find_device(devices, "0", true).value().number, 0);
  EXPECT_THAT(find_device(devices, "usb", false).error().detail, HasSubstr("no speaker \"usb\""));
  EXPECT_THAT(find_device({}, "", true).error().detail, HasSubstr("no microphone"));
}

}  // namespace
}  // namespace hotpin::client
