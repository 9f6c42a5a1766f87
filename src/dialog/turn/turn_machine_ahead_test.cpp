#include "support/turns/turn_machine_steps.hpp"

// What the turn machine has done before an utterance's end.

namespace hotpin::dialog {
namespace {

class ReadsAhead : public TurnMachineTest {
 protected:
  ReadsAhead() : TurnMachineTest({.reads_ahead = true}) { step(arrived(160'000)); }
  /// So many milliseconds without a pause.
  std::string speak(std::size_t ms) { return step(VoiceHeard{{1}, ms * kMs, ms * kMs, ms * kMs}); }
};

TEST_F(ReadsAhead, TheWordsThatAreBeingSaidButTheLast) {
  EXPECT_EQ(speak(700), "") << "a word or two";
  EXPECT_EQ(speak(900), "peek1");
  EXPECT_EQ(step(WordsHeard{{1}, "what is the cap", 900 * kMs}),
            "words1:what is the cap read1:what is the");
  EXPECT_EQ(speak(1'300), "") << "half as much again";
  EXPECT_EQ(speak(1'400), "peek1");
  EXPECT_EQ(step(WordsHeard{{1}, "what is the capital of", 1'400 * kMs}),
            "words1:what is the capital of read1:what is the capital");
  EXPECT_EQ(step(WordsHeard{{1}, "what is the capital, or", 1'400 * kMs}),
            "words1:what is the capital, or read1:what is the capital,");
  EXPECT_EQ(step(WordsHeard{{1}, "what is the capital, of", 1'400 * kMs}),
            "words1:what is the capital, of")
      << "it was given these";
}

TEST_F(ReadsAhead, WordsOfBeforeTheLastSoundAreNotAllOfThem) {
  speak(900);
  EXPECT_EQ(step(WordsHeard{{1}, "what is", 900 * kMs}), "words1:what is read1:what");
  EXPECT_EQ(step(VoiceHeard{{1}, 1'100 * kMs, 930 * kMs, 930 * kMs}), "peek1");
  EXPECT_EQ(step(WordsHeard{{1}, "what is", 930 * kMs}), "ahead1:what is");
}

TEST_F(ReadsAhead, AtABreathAllOfThem) {
  speak(900);
  EXPECT_EQ(step(VoiceHeard{{1}, 1'100 * kMs, 1'070 * kMs, 1'070 * kMs}), "") << "a closed lip";
  EXPECT_EQ(step(VoiceHeard{{1}, 1'130 * kMs, 1'080 * kMs, 1'080 * kMs}), "peek1")
      << "a fifth more is there";
  EXPECT_EQ(step(WordsHeard{{1}, "what is it", 1'080 * kMs}), "words1:what is it read1:what is it");
  EXPECT_EQ(step(VoiceHeard{{1}, 1'180 * kMs, 1'080 * kMs, 1'080 * kMs}), "peek1")
      << "the pause is one: it is made sure of";
  EXPECT_EQ(step(WordsHeard{{1}, "what is it", 1'080 * kMs}), "ahead1:what is it");
}

TEST_F(ReadsAhead, AtABreathThatWasTheEndTheAnswerIsBegun) {
  speak(900);
  EXPECT_EQ(step(VoiceHeard{{1}, 1'130 * kMs, 1'080 * kMs, 1'080 * kMs}), "peek1");
  EXPECT_EQ(step(VoiceHeard{{1}, 1'180 * kMs, 1'080 * kMs, 1'080 * kMs}), "peek1");
  EXPECT_EQ(step(WordsHeard{{1}, "what is it", 1'080 * kMs}),
            "words1:what is it ahead1:what is it");
  EXPECT_EQ(step(WordsHeard{{1}, "what is it", 1'080 * kMs}), "") << "the same";
  EXPECT_EQ(step(WordsHeard{{1}, "what is it for", 1'080 * kMs}),
            "words1:what is it for ahead1:what is it for");
}

TEST_F(ReadsAhead, NotWhileAReplyGoesOut) {
  step(EndOfSpeech{});
  step(Recognised{{1}, "one"});
  step(arrived(30'000));
  EXPECT_EQ(step(VoiceHeard{{2}, 1'000 * kMs, 1'000 * kMs, 1'000 * kMs}), "");
  EXPECT_EQ(step(WordsHeard{{2}, "and two", 1'000 * kMs}), "");
}

TEST_F(TurnMachineTest, AnAnswerThatIsStillWantedIsBegunAgainOnceTheHistoryIsThere) {
  EXPECT_EQ(step(ContextChanged{}), "");
  step(arrived(30));
  EXPECT_EQ(step(WordsHeard{{1}, "one", 20}), "words1:one ahead1:one");
  EXPECT_EQ(step(ContextChanged{}), "ahead1:one");
  step(EndOfSpeech{});
  EXPECT_EQ(step(Recognised{{1}, "one"}), "begun1:one");
  EXPECT_EQ(step(ContextChanged{}), "") << "it is the reply now";
}

}  // namespace
}  // namespace hotpin::dialog
