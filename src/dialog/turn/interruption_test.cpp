#include "dialog/turn/interruption.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMsOfSamples = 16;
constexpr const char* kReply = "Paris is the capital of France, and its largest city.";

/// Words heard over the reply, so many milliseconds of speech and of silence since.
Verdict heard(const char* text, std::size_t speech_ms, std::size_t quiet_ms,
              const char* said = kReply) {
  return judge({.text = text,
                .is_text_known = true,
                .is_text_current = true,
                .speech = speech_ms * kMsOfSamples,
                .quiet = quiet_ms * kMsOfSamples,
                .said = said});
}

TEST(Interruption, TwoWordsOfOnesOwnTakeTheFloorAtOnce) {
  EXPECT_EQ(heard("What about Rome?", 700, 0), Verdict::interruption);
  EXPECT_EQ(heard("How far", 400, 0), Verdict::interruption);
}

TEST(Interruption, OneWordTakesItIfItMeansTo) {
  for (const char* word : {"Stop.", "wait", "No!", "Actually,"}) {
    EXPECT_EQ(heard(word, 250, 0), Verdict::interruption) << word;
  }
  EXPECT_EQ(heard("Berlin", 300, 0), Verdict::wait);
  EXPECT_EQ(heard("Berlin", 300, 250), Verdict::interruption);
}

TEST(Interruption, WhoAgreesDoesNotInterrupt) {
  for (const char* words : {"Uh-huh.", "Mm-hmm.", "Yeah.", "Okay, right.", "Oh, I see."}) {
    EXPECT_EQ(heard(words, 400, 0), Verdict::wait) << words;
    EXPECT_EQ(heard(words, 400, 450), Verdict::none) << words;
  }
  EXPECT_EQ(heard("Yeah, but where is it?", 900, 0), Verdict::interruption);
}

TEST(Interruption, ACoughHasNoWords) {
  EXPECT_EQ(heard("", 300, 100), Verdict::wait);
  EXPECT_EQ(heard("", 300, 450), Verdict::none);
  EXPECT_EQ(heard("", 1000, 0), Verdict::echo) << "a noise that goes on";
}

TEST(Interruption, TheReplyInTheMicrophoneIsNone) {
  EXPECT_EQ(heard("Paris is the capital", 900, 0), Verdict::wait);
  EXPECT_EQ(heard("Paris is the capital", 900, 450), Verdict::echo);
  EXPECT_EQ(heard("is the capital of friends", 900, 450), Verdict::echo) << "misheard";
  EXPECT_EQ(heard("Paris is the capital stop", 900, 0), Verdict::interruption);
  EXPECT_EQ(heard("Paris is the tell me about Rome", 1200, 0), Verdict::interruption);
  EXPECT_EQ(heard("Paris is the capital", 900, 0, ""), Verdict::interruption) << "nothing was said";
}

TEST(Interruption, TheReplyComesBackAsItWasRead) {
  HeardOverReply over{.text = "dollars and fifty cents",
                      .is_text_known = true,
                      .is_text_current = true,
                      .speech = 900 * kMsOfSamples,
                      .quiet = 450 * kMsOfSamples,
                      .said = "It costs $3.50.",
                      .spoken = "It costs three dollars and fifty cents."};
  EXPECT_EQ(judge(over), Verdict::echo);
  over.text = "I have fifty dollars";
  EXPECT_EQ(judge(over), Verdict::interruption);
}

TEST(Interruption, WithoutARecogniserThatTellsItsLengthDecides) {
  HeardOverReply over{.speech = 500 * kMsOfSamples, .said = kReply};
  EXPECT_EQ(judge(over), Verdict::wait);
  over.speech = 900 * kMsOfSamples;
  EXPECT_EQ(judge(over), Verdict::interruption);
  over = {.speech = 300 * kMsOfSamples, .quiet = 450 * kMsOfSamples};
  EXPECT_EQ(judge(over), Verdict::none);
}

}  // namespace
}  // namespace hotpin::dialog
