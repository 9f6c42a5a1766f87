#include "client/live/reply_playout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hotpin::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> told(const std::vector<Event>& begun, Event::Kind kind) {
  std::vector<std::string> texts;
  for (const Event& one : begun) {
    if (one.kind == kind) texts.push_back(one.text);
  }
  return texts;
}
std::vector<std::string> phrases(const std::vector<Event>& begun) {
  return told(begun, Event::Kind::phrase);
}
std::vector<std::string> words(const std::vector<Event>& begun) {
  return told(begun, Event::Kind::word);
}

std::string head() { return std::string(44, 'h'); }
std::string pcm(std::size_t samples, char high = 0x10) {
  std::string bytes;
  for (std::size_t i = 0; i < samples; ++i) bytes += std::string{'\0', high};
  return bytes;
}

TEST(ReplyPlayout, APhraseIsHeardWhenItsSoundBegins) {
  ReplyPlayout reply(3);
  reply.add_phrase("One,");
  reply.add_message(head() + pcm(100));
  reply.add_phrase("two.");
  reply.add_message(pcm(50));
  EXPECT_EQ(reply.waiting().size(), 150U);
  EXPECT_THAT(reply.heard_up_to(10), IsEmpty()) << "nothing was given to the speaker yet";
  EXPECT_EQ(reply.heard(), 0U);
  reply.played(150);
  EXPECT_THAT(reply.heard_up_to(0), IsEmpty());
  EXPECT_THAT(phrases(reply.heard_up_to(1)), ElementsAre("One,"));
  EXPECT_THAT(reply.heard_up_to(100), IsEmpty());
  EXPECT_THAT(phrases(reply.heard_up_to(101)), ElementsAre("two."));
  EXPECT_EQ(reply.heard_up_to(500).size(), 0U);
  EXPECT_EQ(reply.heard(), 150U) << "never more than was given";
}

TEST(ReplyPlayout, HeaderAndSamplesMayBeCutAnywhere) {
  ReplyPlayout reply(1);
  const std::string all = head() + pcm(3, 0x20);
  for (const char byte : all) reply.add_message({&byte, 1});
  EXPECT_THAT(std::vector(reply.waiting().begin(), reply.waiting().end()),
              ElementsAre(0x2000, 0x2000, 0x2000));
  EXPECT_FALSE(reply.has_ended());
  reply.add_message("");
  EXPECT_TRUE(reply.has_ended());
}

TEST(ReplyPlayout, TheFirstAudibleSampleIsNotTheFirstOne) {
  ReplyPlayout reply(1);
  reply.add_message(head() + pcm(100, 0) + pcm(10));
  reply.played(110);
  reply.heard_up_to(100);
  EXPECT_FALSE(reply.is_audible());
  reply.heard_up_to(101);
  EXPECT_TRUE(reply.is_audible());
}

TEST(ReplyPlayout, WhatIsDroppedIsHeardNoFurther) {
  ReplyPlayout reply(1);
  reply.add_phrase("a");
  reply.add_message(head() + pcm(100));
  reply.played(40);
  reply.heard_up_to(40);
  reply.drop();
  reply.add_phrase("b");
  reply.add_message(pcm(100));
  EXPECT_TRUE(reply.waiting().empty());
  EXPECT_THAT(reply.heard_up_to(90), IsEmpty());
  EXPECT_EQ(reply.heard(), 40U);
  EXPECT_TRUE(reply.has_ended());
}

TEST(ReplyPlayout, WordsBeginAfterTheLettersBeforeThem) {
  ReplyPlayout reply(1);
  reply.add_phrase("abc defg");  // 8 letters in 800 samples
  reply.add_message(head() + pcm(800));
  reply.add_phrase("next one");
  reply.add_message(pcm(800));
  reply.played(1600);
  EXPECT_THAT(words(reply.heard_up_to(1)), ElementsAre("abc"));
  EXPECT_THAT(words(reply.heard_up_to(400)), IsEmpty());
  EXPECT_THAT(words(reply.heard_up_to(401)), ElementsAre("defg"));
  EXPECT_THAT(words(reply.heard_up_to(1599)), ElementsAre("next")) << "its length is not known";
  reply.add_message("");
  EXPECT_THAT(words(reply.heard_up_to(1600)), ElementsAre("one"));
}

TEST(ReplyPlayout, APhraseThatEndedIsToldWhole) {
  ReplyPlayout reply(1);
  reply.add_phrase("a b");
  reply.add_message(head() + pcm(100));
  reply.add_phrase("c d");
  reply.add_message(pcm(100));
  reply.played(200);
  EXPECT_THAT(words(reply.heard_up_to(101)), ElementsAre("a", "b", "c"));
}

TEST(ReplyPlayout, APhraseWithoutSoundIsToldAtTheEnd) {
  ReplyPlayout reply(1);
  reply.add_message(head() + pcm(10));
  reply.add_phrase("silent");
  reply.played(10);
  EXPECT_THAT(reply.heard_up_to(10), IsEmpty());
  reply.add_message("");
  EXPECT_THAT(phrases(reply.heard_up_to(10)), ElementsAre("silent"));
}

}  // namespace
}  // namespace hotpin::client
