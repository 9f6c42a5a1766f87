#include "frame_reader.hpp"

#include <gtest/gtest.h>

#include "shown_frames.hpp"

namespace hotpin::tests {
namespace {

using protocols::line_desk::FrameReader;

TEST(LineDeskFrames, AreTheSameHoweverTheStreamIsCut) {
  const std::string stream =
      "{\"type\":\"audio\",\"bytes\":7}\nab\n{}\n!{\"bytes\":0}\n "
      "{\"a\":[1,{\"b\":\"\xC3\xA9\"}]}\r\n"
      "{\"bytes\":1}\n\n{\"a\":null}\n";
  const std::string frames =
      "{\"type\":\"audio\",\"bytes\":7}\nab\n{}\n!{\"bytes\":0}\n{\"a\":[1,{\"b\":\"\xC3\xA9\"}]}\n"
      "{\"bytes\":1}\n\n{\"a\":null}\n";
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    EXPECT_EQ(shown_frames(stream, size), frames) << size;
  }
}

TEST(LineDeskFrames, MayBeAsLongAsTheirBounds) {
  const std::string fields = R"({"bytes":65536})";
  const std::string line =
      fields + std::string(FrameReader::kMaxLineBytes - fields.size(), ' ') + '\n';
  const std::string payload(FrameReader::kMaxPayloadBytes, '\n');
  for (const std::size_t size : {std::size_t{1}, std::size_t{4096}, line.size() + payload.size()}) {
    EXPECT_EQ(shown_frames(line + payload + "{}\n", size), fields + '\n' + payload + "{}\n");
  }
}

TEST(LineDeskFrames, GoOnBehindNothingThatCannotBeRead) {
  struct Case {
    std::string stream;
    std::string why;
  };
  const std::string no_object = "a line is not a JSON object";
  const std::string no_size = "bytes must be a whole number up to 65536";
  for (const Case& bad :
       {Case{"nonsense\n", no_object}, Case{"\n", no_object}, Case{"[1]\n", no_object},
        Case{"7\n", no_object}, Case{"{\"a\":1}{\"b\":2}\n", no_object},
        Case{"{\"a\":\"\xFF\"}\n", no_object}, Case{std::string("{\0}\n", 4), no_object},
        Case{std::string(4000, '[') + '\n', no_object},
        Case{std::string(FrameReader::kMaxLineBytes + 1, ' '), "a line is longer than 4096 bytes"},
        Case{"{\"bytes\":65537}\n", no_size}, Case{"{\"bytes\":-1}\n", no_size},
        Case{"{\"bytes\":1.5}\n", no_size}, Case{"{\"bytes\":1e99}\n", no_size},
        Case{"{\"bytes\":\"7\"}\n", no_size}, Case{"{\"bytes\":null}\n", no_size}}) {
    const std::string stream = "{\"bytes\":2}\nab" + bad.stream + "{}\n{\"bytes\":1}\n.";
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, stream.size()}) {
      EXPECT_EQ(shown_frames(stream, size), "{\"bytes\":2}\naberror: " + bad.why) << bad.stream;
    }
  }
}

}  // namespace
}  // namespace hotpin::tests
