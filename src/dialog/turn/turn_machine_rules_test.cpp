#include "support/turns/turn_machine_steps.hpp"

// Rules that a client may set, and set again in mid-conversation.

namespace hotpin::dialog {
namespace {

class TurnMachineRules : public TurnMachineTest {
 protected:
  explicit TurnMachineRules(const TurnRules& rules = {}) : TurnMachineTest(rules) {}
  /// So much speech of a new utterance, which is told, and then silence.
  std::string say(std::uint32_t turn, std::size_t speech_ms, std::size_t quiet_ms) {
    step(arrived(100));
    const std::size_t speech = speech_ms * kMs;
    std::string told = step(VoiceHeard{{turn}, speech, speech, speech});
    std::string ended = step(VoiceHeard{{turn}, speech + quiet_ms * kMs, speech, speech});
    return told + " | " + ended;
  }
};

class AnswersNoTurns : public TurnMachineRules {
 protected:
  AnswersNoTurns()
      : TurnMachineRules({.max_utterance_samples = 2000 * kMs, .answers_turns = false}) {}
};

TEST_F(AnswersNoTurns, WhatEndsByListeningIsCommitted) {
  step(ListenRequested{});
  EXPECT_EQ(say(1, 600, 1100), "started1 | peek1 stopped1 close1");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_EQ(step(AnswerWanted{}), "answer2");
}

TEST_F(AnswersNoTurns, KnownWordsAreKeptAtOnce) {
  step(ListenRequested{});
  step(arrived(100));
  step(VoiceHeard{{1}, 700 * kMs, 600 * kMs, 600 * kMs});
  EXPECT_EQ(step(WordsHeard{{1}, "yes, please", 600 * kMs, true}), "words1:yes, please judge1")
      << "no answer is begun";
  EXPECT_EQ(step(VoiceHeard{{1}, 1900 * kMs, 600 * kMs, 600 * kMs}),
            "stopped1 take1 keep1:yes, please");
}

TEST_F(AnswersNoTurns, ANoiseIsNotKept) {
  step(ListenRequested{});
  say(1, 600, 100);
  step(WordsHeard{{1}, "", 0, true});
  EXPECT_EQ(step(VoiceHeard{{1}, 1900 * kMs, 600 * kMs, 600 * kMs}), "stopped1 discard1");
}

TEST_F(AnswersNoTurns, WhatHitsTheCapIsCommittedInEitherMode) {
  EXPECT_EQ(step(arrived(2000 * kMs)), "open1 hear1x32000 close1");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  step(ListenRequested{});
  step(arrived(100));
  EXPECT_EQ(step(VoiceHeard{{2}, 2000 * kMs, 2000 * kMs, 2000 * kMs}), "started2 stopped2 close2");
}

TEST_F(AnswersNoTurns, TheClientsOwnEndBehindTheCapWantsTheAnswer) {
  step(arrived(2100 * kMs));
  EXPECT_EQ(step(EndOfSpeech{}), "");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one answer2");
}

TEST_F(AnswersNoTurns, WhatCountsBehindTheCapIsHowItWasReached) {
  step(arrived(2100 * kMs));
  step(Recognised{{1}, "one"});
  step(RulesChanged{{.max_utterance_samples = 2000 * kMs}});
  EXPECT_EQ(step(EndOfSpeech{}), "answer2");
  step(ReplyEnded{{2}});
  step(arrived(2100 * kMs));
  step(RulesChanged{{.max_utterance_samples = 2000 * kMs, .answers_turns = false}});
  EXPECT_EQ(step(EndOfSpeech{}), "") << "it is answered already";
}

TEST_F(AnswersNoTurns, AKeptTurnTellsThatItReachedTheCap) {
  step(arrived(2100 * kMs));
  bool hit_limit = false;
  for (const Effect& effect : machine_.step(Recognised{{1}, "one"})) {
    if (const auto* kept = std::get_if<KeepWords>(&effect)) hit_limit = kept->hit_limit;
  }
  EXPECT_TRUE(hit_limit);
}

TEST_F(AnswersNoTurns, TheClientsOwnEndIsAnswered) {
  step(arrived(100));
  step(EndOfSpeech{});
  EXPECT_EQ(step(Recognised{{1}, "one"}), "reply1:one");
}

TEST_F(AnswersNoTurns, AnInterruptionStopsTheReplyAndIsCommitted) {
  step(ListenRequested{});
  step(TextTyped{"one"});
  step(arrived(100));
  step(VoiceHeard{{2}, 600 * kMs, 600 * kMs, 600 * kMs});
  EXPECT_EQ(step(WordsHeard{{2}, "wait a moment", 600 * kMs}), "started2 stop1");
  EXPECT_EQ(step(VoiceHeard{{2}, 1900 * kMs, 600 * kMs, 600 * kMs}), "stopped2 close2");
}

TEST_F(AnswersNoTurns, ARecogniserThatFailsIsAFailedCommit) {
  step(ListenRequested{});
  step(arrived(100));
  EXPECT_EQ(step(RecognitionFailed{{1}}), "keep1!");
}

TEST_F(AnswersNoTurns, OneCommitTooManyIsNotKeptAndClosesTheClient) {
  step(ListenRequested{});
  for (std::uint32_t turn = 1; turn <= TurnMachine::kMaxCommitted; ++turn) say(turn, 600, 1100);
  EXPECT_EQ(say(9, 600, 1100), "started9 | peek9 stopped9 discard9 bye");
}

TEST_F(AnswersNoTurns, NorAreKnownWordsTooMany) {
  step(ListenRequested{});
  for (std::uint32_t turn = 1; turn <= TurnMachine::kMaxCommitted; ++turn) say(turn, 600, 1100);
  say(9, 600, 100);
  step(WordsHeard{{9}, "yes, please", 600 * kMs, true});
  EXPECT_EQ(step(VoiceHeard{{9}, 1900 * kMs, 600 * kMs, 600 * kMs}), "stopped9 discard9 bye");
}

class Uninterruptible : public TurnMachineRules {
 protected:
  Uninterruptible() : TurnMachineRules({.is_interruptible = false}) {
    step(ListenRequested{});
    step(TextTyped{"one"});
  }
};

TEST_F(Uninterruptible, SpeechDuringTheReplyIsAnsweredAfterIt) {
  EXPECT_EQ(say(2, 600, 1100), "started2 | peek2 stopped2 close2");
  EXPECT_EQ(step(Recognised{{2}, "stop"}), "");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2 reply2:stop");
}

TEST_F(Uninterruptible, OneWaitsAndIsReplacedByAFurtherOne) {
  say(2, 600, 1100);
  EXPECT_EQ(say(3, 600, 1100), "started3 | peek3 stopped3 close3 discard2");
  step(Recognised{{3}, "three"});
  EXPECT_EQ(step(ReplyEnded{{1}}), "notice2:2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "announce3 reply3:three");
}

TEST_F(Uninterruptible, TheEndOfListeningDoesNotStopTheReply) {
  step(arrived(100));
  step(VoiceHeard{{2}, 600 * kMs, 600 * kMs, 600 * kMs});
  EXPECT_EQ(step(EndOfSpeech{}), "stopped2 close2+");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2");
}

TEST_F(Uninterruptible, CommittedSpeechDoesNotWaitForTheReply) {
  step(RulesChanged{{.answers_turns = false, .is_interruptible = false}});
  say(2, 600, 1100);
  EXPECT_EQ(step(Recognised{{2}, "two"}), "keep2:two");
}

TEST_F(TurnMachineRules, AReplyThatIsHeldGoesOnOnceNothingInterrupts) {
  step(ListenRequested{});
  step(TextTyped{"one"});
  step(arrived(100));
  EXPECT_EQ(step(VoiceHeard{{2}, 200 * kMs, 200 * kMs, 200 * kMs}), "hold1");
  EXPECT_EQ(step(RulesChanged{{.is_interruptible = false}}), "");
  EXPECT_EQ(step(VoiceHeard{{2}, 232 * kMs, 232 * kMs, 232 * kMs}), "resume1 started2");
}

TEST_F(TurnMachineRules, ASmallerCapCountsWhatWasCollected) {
  step(arrived(100));
  EXPECT_EQ(step(RulesChanged{{.max_utterance_samples = 120}}), "");
  EXPECT_EQ(step(arrived(50)), "hear1x20 close1 announce1!");
}

TEST_F(TurnMachineRules, ACapThatWasPassedAlreadyTakesNothingMore) {
  step(arrived(100));
  step(RulesChanged{{.max_utterance_samples = 50}});
  EXPECT_EQ(step(arrived(50)), "close1 announce1!");
  EXPECT_EQ(step(arrived(50)), "");
}

TEST_F(TurnMachineRules, InPushToTalkSpeechIsToldIfWanted) {
  EXPECT_EQ(say(1, 600, 32), " | ");
  step(RulesChanged{{.tells_speech = true}});
  EXPECT_EQ(step(VoiceHeard{{1}, 700 * kMs, 700 * kMs, 700 * kMs}), "started1");
  EXPECT_EQ(step(VoiceHeard{{1}, 732 * kMs, 732 * kMs, 732 * kMs}), "");
  step(RulesChanged{{}});
  EXPECT_EQ(step(EndOfSpeech{}), "stopped1 close1 announce1") << "its start was told";
}

TEST_F(TurnMachineRules, SpeechIsToldWithItsPlaceInAllTheAudio) {
  machine_.step(RulesChanged{{.tells_speech = true}});
  machine_.step(arrived(1000));
  machine_.step(InputCleared{});
  machine_.step(arrived(500 * kMs));
  const auto started = machine_.step(VoiceHeard{{2}, 400 * kMs, 380 * kMs, 180 * kMs});
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(std::get<TellSpeechStarted>(started[0]).at_samples, 1000 + 200 * kMs);
  const auto ended = machine_.step(InputCommitted{});
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(std::get<TellSpeechStopped>(ended[0]).at_samples, 1000 + 380 * kMs);
}

TEST_F(TurnMachineRules, AudioThatComesBackIsNotCountedTwice) {
  machine_.step(ListenRequested{});
  machine_.step(arrived(1000 * kMs));
  machine_.step(VoiceHeard{{1}, 300 * kMs, 300 * kMs, 300 * kMs});
  machine_.step(RecognitionFailed{{1}});  // ends it, and 700 ms are given to the next
  auto again = arrived(700 * kMs);
  again.is_again = true;
  machine_.step(again);
  machine_.step(arrived(10 * kMs));
  machine_.step(ReplyEnded{{1}});
  const auto started = machine_.step(VoiceHeard{{2}, 200 * kMs, 200 * kMs, 150 * kMs});
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(std::get<TellSpeechStarted>(started[0]).at_samples, (300 + 50) * kMs);
}

}  // namespace
}  // namespace hotpin::dialog
