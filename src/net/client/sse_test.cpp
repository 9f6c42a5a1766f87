#include "net/client/sse.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace hotpin::net {
namespace {

using testing::ElementsAre;

std::vector<std::string> events_of(const std::string& stream, std::size_t step) {
  std::vector<std::string> data;
  SseParser parser([&](const SseParser::Event& event) { data.push_back(event.data); });
  for (std::size_t at = 0; at < stream.size(); at += step) {
    EXPECT_TRUE(parser.push(std::string_view(stream).substr(at, step)));
  }
  parser.finish();
  return data;
}

TEST(Sse, AnyCutOfAnyLineEndGivesTheSameEvents) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const std::string stream = ": hello" + end + "data: {\"a\":\"\xC3\xA9\"}" + end + end +
                               "id: 7" + end + "data:two" + end + "data: lines" + end + end +
                               "event: ping" + end + end + "data: [DONE]" + end + end;
    for (std::size_t step = 1; step <= stream.size(); ++step) {
      EXPECT_THAT(events_of(stream, step),
                  ElementsAre("{\"a\":\"\xC3\xA9\"}", "two\nlines", "[DONE]"))
          << "step " << step << " line end of " << end.size();
    }
  }
}

TEST(Sse, TheLastEventMayLackItsBlankLine) {
  EXPECT_THAT(events_of("data: a\n\ndata: b", 3), ElementsAre("a", "b"));
}

TEST(Sse, OneSpaceIsDroppedAndAByteOrderMark) {
  EXPECT_THAT(events_of("\xEF\xBB\xBF"
                        "data:  a \n\ndata\n\n",
                        100),
              ElementsAre(" a ", ""));
}

TEST(Sse, TheTypeIsGiven) {
  std::vector<std::string> types;
  SseParser parser([&](const SseParser::Event& event) { types.push_back(event.type); });
  ASSERT_TRUE(parser.push("event: error\ndata: x\n\ndata: y\n\n"));
  EXPECT_THAT(types, ElementsAre("error", ""));
}

TEST(Sse, ALineWithoutEndIsAnErrorAndKeepsNoMemory) {
  SseParser parser([](const SseParser::Event&) { FAIL(); });
  const std::string block(64 * 1024, 'x');
  ASSERT_TRUE(parser.push("data: "));
  base::Status status = base::ok();
  for (int i = 0; i < 160 && status; ++i) status = parser.push(block);
  EXPECT_FALSE(status);
  EXPECT_FALSE(parser.push("\n\n"));
  parser.finish();
}

}  // namespace
}  // namespace hotpin::net
