#include "support/turns/turn_machine_steps.hpp"

// What is said without wanting an answer, and answers that are wanted without being said.

namespace hotpin::dialog {
namespace {

class TurnMachineItems : public TurnMachineTest {
 protected:
  TurnMachineItems() : TurnMachineTest({.max_utterance_samples = 1000 * kMs}) {}
  std::string commit(std::size_t samples = 10) {
    step(arrived(samples));
    return step(InputCommitted{});
  }
  /// The reply to turn 1 goes out.
  void begin_reply() { step(TextTyped{"one"}); }
  /// Somebody speaks over it, as this turn.
  void hold_reply(std::uint32_t turn) {
    step(arrived(30));
    EXPECT_EQ(step(VoiceHeard{{turn}, 300 * kMs, 300 * kMs, 300 * kMs}), "hold1");
  }
};

TEST_F(TurnMachineItems, WhatIsCommittedIsKeptAndNotAnswered) {
  EXPECT_EQ(commit(), "close1");
  EXPECT_FALSE(machine_.is_idle());
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_TRUE(machine_.is_idle());
  EXPECT_EQ(step(Recognised{{1}, "again"}), "");
  EXPECT_EQ(step(arrived(10)), "open2 hear2x10");
}

TEST_F(TurnMachineItems, TurnsAreOpenWhileTheyAreAnsweredOrWait) {
  EXPECT_FALSE(machine_.is_open_up_to({9}));
  begin_reply();
  EXPECT_TRUE(machine_.is_open_up_to({1}));
  step(AnswerWanted{});
  EXPECT_EQ(machine_.last_turn().value, 2U);
  step(ReplyEnded{{1}});
  EXPECT_FALSE(machine_.is_open_up_to({1}));
  EXPECT_TRUE(machine_.is_open_up_to({2}));
  step(ReplyEnded{{2}});
  EXPECT_FALSE(machine_.is_open_up_to({9}));
}

TEST_F(TurnMachineItems, AnAnswerThatWaitedEndsWithoutHavingBegun) {
  begin_reply();
  step(AnswerWanted{});
  std::string begun;
  for (const Effect& effect : machine_.step(CancelRequested{})) {
    if (const auto* stopped = std::get_if<StopReply>(&effect))
      begun += std::to_string(stopped->turn.value) + (stopped->has_begun ? "+ " : "- ");
  }
  EXPECT_EQ(begun, "1+ 2- ");
}

TEST_F(TurnMachineItems, NothingCollectedIsNothingToCommit) {
  EXPECT_EQ(step(InputCommitted{}), "");
  step(ListenRequested{});
  EXPECT_EQ(step(InputCommitted{}), "");
  EXPECT_TRUE(machine_.is_idle());
}

TEST_F(TurnMachineItems, NoWordsAndFailuresAreKeptAsThat) {
  commit();
  commit();
  EXPECT_EQ(step(Recognised{{1}, ""}), "keep1:");
  EXPECT_EQ(step(RecognitionFailed{{2}}), "keep2!");
  step(arrived(10));
  step(RecognitionFailed{{3}});
  EXPECT_EQ(step(InputCommitted{}), "keep3!");
}

TEST_F(TurnMachineItems, BehindTheCapACommitEndsWhatIsDropped) {
  EXPECT_EQ(step(arrived(16'050)), "open1 hear1x16000 close1 announce1!");
  EXPECT_EQ(step(InputCommitted{}), "");
  EXPECT_EQ(step(arrived(10)), "open2 hear2x10");
}

TEST_F(TurnMachineItems, CommitsBecomeKnownInTheirOrder) {
  commit();
  commit();
  commit();
  EXPECT_EQ(step(Recognised{{3}, "three"}), "");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "");
  EXPECT_EQ(step(RecognitionFailed{{2}}), "") << "it has had its say";
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one keep2:two keep3:three");
}

TEST_F(TurnMachineItems, OneCommitTooManyIsNotKeptAndClosesTheClient) {
  for (std::size_t i = 0; i < TurnMachine::kMaxCommitted; ++i) commit();
  EXPECT_EQ(commit(), "discard9 bye");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_EQ(commit(), "close10");
}

TEST_F(TurnMachineItems, ACommitDropsTheAnswerThatWasBegun) {
  step(arrived(10));
  step(WordsHeard{{1}, "one", 5});
  EXPECT_EQ(step(InputCommitted{}), "close1 drop-ahead");
}

TEST_F(TurnMachineItems, AnAnswerThatWasBegunDoesNotKnowWhatWasKeptSince) {
  commit();
  step(arrived(10));
  EXPECT_EQ(step(WordsHeard{{2}, "two", 5}), "words2:two") << "not before the first is known";
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_EQ(step(WordsHeard{{2}, "and two", 5}), "words2:and two ahead2:and two");
}

TEST_F(TurnMachineItems, AnAnswerThatWasBegunIsNotToldOfWhatIsKeptBehindIt) {
  step(arrived(10));
  step(WordsHeard{{1}, "one", 5});
  step(EndOfSpeech{});
  commit();
  EXPECT_EQ(step(Recognised{{2}, "two"}), "keep2:two");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "begun1:one");
}

TEST_F(TurnMachineItems, ACommitDuringTheReplyDoesNotStopIt) {
  begin_reply();
  EXPECT_EQ(commit(), "close2");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "keep2:two");
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
}

TEST_F(TurnMachineItems, ACommitOfWhatTheReplyIsHeldForLetsItGoOn) {
  step(ListenRequested{});
  begin_reply();
  hold_reply(2);
  EXPECT_EQ(step(InputCommitted{}), "close2+ resume1");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "keep2:two");
  EXPECT_TRUE(machine_.is_hands_free());
}

TEST_F(TurnMachineItems, ACommitWhileAnUtteranceWaitsIsKeptBesideIt) {
  begin_reply();
  interject(2);
  EXPECT_EQ(commit(), "close3");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2 reply2:text 2") << "it was said before";
  EXPECT_EQ(step(Recognised{{3}, "three"}), "keep3:three");
}

TEST_F(TurnMachineItems, ATurnIsAnsweredOnceWhatWasCommittedBeforeItIsKnown) {
  commit();
  step(arrived(10));
  EXPECT_EQ(step(EndOfSpeech{}), "close2 announce2");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one reply2:two");
}

TEST_F(TurnMachineItems, ATurnThatWaitsForWhatWasCommittedIsCancelled) {
  commit();
  EXPECT_EQ(step(TextTyped{"two"}), "announce2");
  EXPECT_EQ(step(CancelRequested{}), "cancel2");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_TRUE(machine_.is_idle());
}

TEST_F(TurnMachineItems, CommittedWordsAreKeptAfterACancelAndAReset) {
  commit();
  EXPECT_EQ(step(CancelRequested{}), "");
  EXPECT_EQ(step(ResetRequested{}), "forget1");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
}

TEST_F(TurnMachineItems, NothingIsFoundAgainBehindACommit) {
  commit();
  step(Recognised{{1}, "one"});
  EXPECT_EQ(step(ReplyFound{}), "");
}

TEST_F(TurnMachineItems, AnAnswerThatIsWantedIsATurnOfItsOwn) {
  EXPECT_EQ(step(AnswerWanted{}), "answer1");
  EXPECT_FALSE(machine_.is_idle());
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
  EXPECT_TRUE(machine_.is_idle());
  EXPECT_EQ(step(AnswerWanted{.speaks = false}), "write2");
}

TEST_F(TurnMachineItems, AnAnswerWaitsForAllThatWasCommitted) {
  commit();
  commit();
  EXPECT_EQ(step(AnswerWanted{}), "");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_FALSE(machine_.is_idle());
  EXPECT_EQ(step(RecognitionFailed{{2}}), "keep2! answer3");
}

TEST_F(TurnMachineItems, AnAnswerWaitsForTheReplyAndAFurtherOneIsTheSame) {
  begin_reply();
  EXPECT_EQ(step(AnswerWanted{}), "");
  EXPECT_EQ(step(AnswerWanted{.speaks = false}), "");
  EXPECT_EQ(step(ReplyEnded{{1}}), "write2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "");
  EXPECT_TRUE(machine_.is_idle());
}

TEST_F(TurnMachineItems, AnAnswerWaitsForTheUtteranceThatWaited) {
  begin_reply();
  interject(2);
  EXPECT_EQ(step(AnswerWanted{}), "");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2 reply2:text 2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "answer3");
}

TEST_F(TurnMachineItems, AnUtteranceWaitsForTheAnswerThatWaited) {
  commit();
  step(AnswerWanted{});
  step(arrived(10));
  EXPECT_EQ(step(EndOfSpeech{}), "close3");
  EXPECT_EQ(step(Recognised{{3}, "three"}), "");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one answer2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "announce3 reply3:three");
}

TEST_F(TurnMachineItems, AReplacedUtteranceHasItsNoticeWhileAnAnswerWaits) {
  commit();
  step(AnswerWanted{});
  step(TextTyped{"three"});
  EXPECT_EQ(step(TextTyped{"four"}), "discard3 notice3:2");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one");
  EXPECT_EQ(step(ReplyEnded{{3}}), "answer2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "announce4 reply4:four");
}

TEST_F(TurnMachineItems, CancelDropsTheAnswerThatWaits) {
  begin_reply();
  step(AnswerWanted{});
  EXPECT_EQ(step(CancelRequested{}), "cancel1 cancel2");
  EXPECT_TRUE(machine_.is_idle());
  commit();
  step(AnswerWanted{});
  EXPECT_EQ(step(CancelRequested{}), "cancel4") << "nothing goes out, and one waits";
  EXPECT_EQ(step(Recognised{{3}, "three"}), "keep3:three");
}

TEST_F(TurnMachineItems, AnInterruptionDropsTheAnswerThatWaits) {
  step(ListenRequested{});
  begin_reply();
  step(AnswerWanted{});
  hold_reply(3);
  EXPECT_EQ(step(WordsHeard{{3}, "wait a moment", 300 * kMs}), "started3 stop1 stop2");
}

TEST_F(TurnMachineItems, WrittenWordsDropTheAnswerThatWaits) {
  begin_reply();
  step(AnswerWanted{});
  EXPECT_EQ(step(TextTyped{"three"}), "stop1 stop2 announce3 reply3:three");
}

TEST_F(TurnMachineItems, AWantedAnswerIsHeldAndInterruptedAsAnyOther) {
  step(ListenRequested{});
  EXPECT_EQ(step(AnswerWanted{}), "answer1");
  hold_reply(2);
  EXPECT_EQ(step(WordsHeard{{2}, "wait a moment", 300 * kMs}), "started2 stop1");
}

TEST_F(TurnMachineItems, AnAnswerThatIsWantedWhileOneIsHeldWaits) {
  step(ListenRequested{});
  begin_reply();
  hold_reply(2);
  EXPECT_EQ(step(AnswerWanted{}), "");
  EXPECT_EQ(step(HoldTimedOut{{1}}), "resume1 discard2");
  EXPECT_EQ(step(ReplyEnded{{1}}), "answer3");
}

TEST_F(TurnMachineItems, AnAnswerThatWasBegunDoesNotKnowTheOneThatWasWanted) {
  step(arrived(10));
  step(WordsHeard{{1}, "one", 5});
  EXPECT_EQ(step(AnswerWanted{}), "drop-ahead answer2");
}

TEST_F(TurnMachineItems, WhatIsClearedIsNoTurn) {
  EXPECT_EQ(step(InputCleared{}), "");
  step(arrived(10));
  EXPECT_EQ(step(InputCleared{}), "discard1+");
  EXPECT_TRUE(machine_.is_idle());
  EXPECT_EQ(step(InputCommitted{}), "");
  EXPECT_EQ(step(arrived(16'050)), "open2 hear2x16000 close2 announce2!");
  EXPECT_EQ(step(InputCleared{}), "") << "its rest is not dropped any more";
  EXPECT_EQ(step(arrived(10)), "open3 hear3x10");
}

TEST_F(TurnMachineItems, ClearingTellsThatTheSpeechIsOver) {
  step(ListenRequested{});
  step(arrived(30));
  EXPECT_EQ(step(VoiceHeard{{1}, 300 * kMs, 300 * kMs, 300 * kMs}), "started1");
  EXPECT_EQ(step(InputCleared{}), "stopped1 discard1+");
}

TEST_F(TurnMachineItems, ClearingWhatTheReplyIsHeldForLetsItGoOn) {
  step(ListenRequested{});
  begin_reply();
  hold_reply(2);
  EXPECT_EQ(step(InputCleared{}), "discard2+ resume1");
}

TEST_F(TurnMachineItems, ClearingLeavesWhatWasCommittedAndWhatWaits) {
  commit();
  step(TextTyped{"two"});
  step(arrived(10));
  EXPECT_EQ(step(InputCleared{}), "discard3+");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "keep1:one reply2:two");
}

}  // namespace
}  // namespace hotpin::dialog
