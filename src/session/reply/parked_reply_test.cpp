#include "session/reply/parked_reply.hpp"

#include <gtest/gtest.h>

namespace hotpin::tests {
namespace {

session::ParkedReply some_reply() {
  return {.turn = {7},
          .transcript = "What is it?",
          .answered = "A \"thing\", it is.",
          .how = protocol::Completed::How::failed,
          .rate = {24'000},
          .phrases = {{{"A \"thing\",", "a thing,"}, 0, {1, -1, 32767, -32768}, {{0, 0, 100.5}}},
                      {{"it is.", "it is."}, 90, {}, {}}}};
}

TEST(ParkedReply, IsTheSameBehindTheStore) {
  const auto read = session::parked_reply_in(session::to_bytes(some_reply()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->turn.value, 7U);
  EXPECT_EQ(read->transcript, "What is it?");
  EXPECT_EQ(read->answered, "A \"thing\", it is.");
  EXPECT_EQ(read->how, protocol::Completed::How::failed);
  EXPECT_EQ(read->rate.hz, 24'000U);
  ASSERT_EQ(read->phrases.size(), 2U);
  EXPECT_EQ(read->phrases[0].pcm, some_reply().phrases[0].pcm);
  ASSERT_EQ(read->phrases[0].words.size(), 1U);
  EXPECT_DOUBLE_EQ(read->phrases[0].words[0].end_ms, 100.5);
  EXPECT_DOUBLE_EQ(read->phrases[1].pause_ms, 90);
  EXPECT_EQ(read->phrases[1].phrase.text, "it is.");
}

TEST(ParkedReply, GoesOnAtTheRateOfTheNextConnection) {
  session::ParkedReply reply = some_reply();
  reply.phrases[0].pcm.assign(2400, 1000);
  session::resample_to({8'000}, reply);
  EXPECT_EQ(reply.rate.hz, 8'000U);
  EXPECT_EQ(reply.phrases[0].pcm.size(), 800U);
  EXPECT_TRUE(reply.phrases[1].pcm.empty());
}

TEST(ParkedReply, OtherBytesAreNone) {
  const std::string whole = session::to_bytes(some_reply());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(session::parked_reply_in(std::string_view(whole).substr(0, length))) << length;
  }
  EXPECT_FALSE(session::parked_reply_in(whole + "x"));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(0xFF);
    static_cast<void>(session::parked_reply_in(broken));  // no crash, no endless allocation
  }
}

}  // namespace
}  // namespace hotpin::tests
