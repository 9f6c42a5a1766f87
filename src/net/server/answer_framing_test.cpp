#include "net/server/answer_framing.hpp"

#include <gmock/gmock.h>

namespace hotpin::net {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr AnswerFraming::Request kUsual{.version = 11, .keeps_alive = true};

TEST(AnswerFraming, AnAnswerThatIsWholeHasItsLength) {
  AnswerFraming answer(kUsual);
  answer.begin({.status = 200, .content_type = "a/b", .headers = {{"X-One", "1"}}});
  answer.push("first ", 0);
  answer.push("second", 0);
  answer.end();
  EXPECT_THAT(answer.next(true),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Length: 12\r\n"),
                    HasSubstr("Content-Type: a/b\r\n"), HasSubstr("X-One: 1\r\n"),
                    EndsWith("\r\n\r\nfirst second")));
  EXPECT_TRUE(answer.is_over());
  EXPECT_TRUE(answer.goes_on());
  EXPECT_THAT(answer.next(true), IsEmpty());
}

TEST(AnswerFraming, OneThatComesInPiecesIsSentInChunks) {
  AnswerFraming answer(kUsual);
  answer.begin({});
  answer.push("seventeen letters", 20);
  EXPECT_THAT(answer.next(true), AllOf(HasSubstr("Transfer-Encoding: chunked\r\n"),
                                       EndsWith("\r\n\r\n"), Not(HasSubstr("Content-Length"))));
  EXPECT_EQ(answer.audio_ms(), 20);
  EXPECT_EQ(answer.next(true), "11\r\nseventeen letters\r\n");
  EXPECT_EQ(answer.audio_ms(), 20);  // it is being written
  EXPECT_THAT(answer.next(true), IsEmpty());
  EXPECT_EQ(answer.audio_ms(), 0);
  EXPECT_FALSE(answer.is_over());
  answer.end();
  EXPECT_EQ(answer.next(true), "0\r\n\r\n");
  EXPECT_TRUE(answer.is_over());
  EXPECT_TRUE(answer.goes_on());
}

TEST(AnswerFraming, AnOldClientReadsToTheEndOfTheConnection) {
  AnswerFraming answer({.version = 10, .keeps_alive = true});
  answer.begin({});
  EXPECT_THAT(answer.next(true), AllOf(StartsWith("HTTP/1.0 200 OK\r\n"), Not(HasSubstr("chunked")),
                                       Not(HasSubstr("Length"))));
  answer.push("as it is", 0);
  EXPECT_EQ(answer.next(true), "as it is");
  answer.end();
  EXPECT_THAT(answer.next(true), IsEmpty());
  EXPECT_TRUE(answer.is_over());
  EXPECT_FALSE(answer.goes_on());
}

TEST(AnswerFraming, HeadIsAnsweredWithoutABody) {
  AnswerFraming answer({.version = 11, .is_head = true, .keeps_alive = true});
  answer.begin({});
  answer.push("unseen", 0);
  answer.end();
  EXPECT_THAT(answer.next(true), AllOf(HasSubstr("Content-Length: 6\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_TRUE(answer.is_over());
  EXPECT_TRUE(answer.goes_on());
}

TEST(AnswerFraming, NorIsOneThatComesInPieces) {
  AnswerFraming answer({.version = 11, .is_head = true, .keeps_alive = true});
  answer.begin({});
  EXPECT_THAT(answer.next(true),
              AllOf(Not(HasSubstr("Length")), Not(HasSubstr("chunked")), EndsWith("\r\n\r\n")));
  answer.push("unseen", 0);
  EXPECT_THAT(answer.next(true), IsEmpty());
  answer.end();
  EXPECT_THAT(answer.next(true), IsEmpty());
  EXPECT_TRUE(answer.is_over());
}

TEST(AnswerFraming, WhoIsAnsweredBeforeTheBodyWasReadIsToldThatTheConnectionEnds) {
  AnswerFraming answer(kUsual);
  answer.begin({.status = 413});
  answer.push("too long", 0);
  answer.end();
  EXPECT_THAT(answer.next(false),
              AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("Connection: close\r\n")));
  EXPECT_FALSE(answer.goes_on());
}

TEST(AnswerFraming, NothingGoesOutBeforeItHasBegun) {
  AnswerFraming answer(kUsual);
  answer.push("early", 0);
  EXPECT_THAT(answer.next(true), IsEmpty());
  EXPECT_FALSE(answer.has_begun());
}

}  // namespace
}  // namespace hotpin::net
