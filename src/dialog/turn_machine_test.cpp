#include "dialog/turn_machine.hpp"

#include <gtest/gtest.h>

#include "support/turns/turn_machine_steps.hpp"

namespace hotpin::dialog {
namespace {

TEST_F(TurnMachineTest, AQuestionIsAnswered) {
  EXPECT_EQ(step(arrived(30)), "open1 hear1x30");
  EXPECT_EQ(step(arrived(20)), "hear1x20");
  EXPECT_EQ(step(EndOfSpeech{}), "close1 announce1");
  EXPECT_EQ(step(Recognised{{1}, "hello"}), "reply1:hello");
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
  EXPECT_EQ(step(arrived(30)), "open2 hear2x30");
}

TEST_F(TurnMachineTest, NoAudioIsATurnAllTheSame) {
  EXPECT_EQ(step(EndOfSpeech{}), "announce1 notice1:0");
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
}

TEST_F(TurnMachineTest, NoWordsAskAgainWithoutTheModel) {
  step(arrived(30));
  step(EndOfSpeech{});
  EXPECT_EQ(step(Recognised{{1}, ""}), "notice1:0");
}

TEST_F(TurnMachineTest, AFailedRecognitionIsSaid) {
  step(arrived(30));
  step(EndOfSpeech{});
  EXPECT_EQ(step(RecognitionFailed{{1}}), "notice1:1");
}

TEST_F(TurnMachineTest, TheCapClosesTheTurnAndDropsTheRestUpToTheClientsOwnEnd) {
  EXPECT_EQ(step(arrived(150)), "open1 hear1x100 close1 announce1!");
  EXPECT_EQ(step(arrived(50)), "");
  EXPECT_EQ(step(Recognised{{1}, "long"}), "reply1:long");
  EXPECT_EQ(step(arrived(50)), "");
  EXPECT_EQ(step(EndOfSpeech{}), "");
  EXPECT_EQ(step(arrived(50)), "open2 hear2x50");
}

TEST_F(TurnMachineTest, AnUtteranceDuringTheReplyIsAnsweredAfterIt) {
  step(arrived(30));
  step(EndOfSpeech{});
  step(Recognised{{1}, "one"});
  EXPECT_EQ(step(arrived(10)), "open2 hear2x10");
  EXPECT_EQ(step(EndOfSpeech{}), "close2");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2 reply2:two");
}

TEST_F(TurnMachineTest, AWaitingUtteranceMayBeRecognisedLater) {
  step(arrived(30));
  step(EndOfSpeech{});
  step(arrived(10));
  step(EndOfSpeech{});
  step(Recognised{{1}, "one"});
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2");
  EXPECT_EQ(step(Recognised{{2}, "two"}), "reply2:two");
}

TEST_F(TurnMachineTest, AThirdUtteranceReplacesTheWaitingOne) {
  step(arrived(30));
  step(EndOfSpeech{});
  step(Recognised{{1}, "one"});
  interject(2);
  step(arrived(10));
  EXPECT_EQ(step(EndOfSpeech{}), "close3 discard2");
  step(Recognised{{3}, "three"});
  EXPECT_EQ(step(ReplyEnded{{1}}), "notice2:2");
  EXPECT_EQ(step(ReplyEnded{{2}}), "announce3 reply3:three");
}

TEST_F(TurnMachineTest, WhoNeverStopsTalkingIsLetGo) {
  step(arrived(30));
  step(EndOfSpeech{});
  step(Recognised{{1}, "one"});
  for (std::uint32_t turn = 2; turn < 2 + TurnMachine::kMaxWaitingNotices + 1; ++turn)
    interject(turn);
  step(arrived(10));
  EXPECT_EQ(step(EndOfSpeech{}), "close7 discard6 bye");
}

TEST_F(TurnMachineTest, StaleResultsAreDropped) {
  step(arrived(30));
  step(EndOfSpeech{});
  EXPECT_EQ(step(Recognised{{9}, "ghost"}), "");
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
  step(Recognised{{1}, "one"});
  EXPECT_EQ(step(Recognised{{1}, "again"}), "");
  EXPECT_EQ(step(ReplyEnded{{9}}), "");
}

TEST_F(TurnMachineTest, ResetForgetsHistoryAndWhatWasBeingSaid) {
  step(arrived(30));
  EXPECT_EQ(step(ResetRequested{}), "discard1 forget1");
  EXPECT_EQ(step(EndOfSpeech{}), "announce2 notice2:0");
}

TEST_F(TurnMachineTest, WhatIsBeingRecognisedBelongsToWhatIsForgotten) {
  step(arrived(30));
  step(EndOfSpeech{});
  EXPECT_EQ(step(ResetRequested{}), "forget1");
  EXPECT_EQ(step(Recognised{{1}, "one"}), "reply1:one");
}

TEST_F(TurnMachineTest, CancelDropsTheAnswerThatWasBegun) {
  TurnMachineTest::step(arrived(30));
  EXPECT_EQ(step(WordsHeard{{1}, "one", 20}), "words1:one ahead1:one");
  step(EndOfSpeech{});
  EXPECT_EQ(step(CancelRequested{}), "discard1 drop-ahead cancel1");
  step(arrived(30));
  EXPECT_EQ(step(WordsHeard{{2}, "one", 20}), "words2:one ahead2:one");
}

TEST_F(TurnMachineTest, CancelStopsTheReplyAndTakesTheNext) {
  EXPECT_EQ(step(CancelRequested{}), "");
  step(arrived(30));
  step(EndOfSpeech{});
  EXPECT_EQ(step(CancelRequested{}), "discard1 cancel1");
  EXPECT_EQ(step(Recognised{{1}, "late"}), "");
  step(arrived(30));
  step(EndOfSpeech{});
  step(Recognised{{2}, "two"});
  interject(3);
  EXPECT_EQ(step(CancelRequested{}), "cancel2 announce3 reply3:text 3");
  EXPECT_EQ(step(ReplyEnded{{2}}), "");
  EXPECT_EQ(step(ReplyEnded{{3}}), "");
  EXPECT_TRUE(machine_.is_idle());
}

TEST_F(TurnMachineTest, AFoundReplyIsSaidUnlessTheUserHasBegunSomethingElse) {
  EXPECT_EQ(step(ReplyFound{}), "restore1");
  EXPECT_EQ(step(ReplyEnded{{1}}), "");
  EXPECT_EQ(step(ReplyFound{}), "");
  TurnMachine other{{}};
  other.step(arrived(30));
  EXPECT_TRUE(other.step(ReplyFound{}).empty());
}

TEST_F(TurnMachineTest, AnOpenMicrophoneIsNothingElse) {
  step(ListenRequested{});
  step(arrived(30));
  EXPECT_EQ(step(ReplyFound{}), "discard1 restore2");
}

TEST_F(TurnMachineTest, HandsFreeItsEndTakesWhatCameAtTheLastMoment) {
  step(ListenRequested{});
  step(arrived(3000));
  EXPECT_EQ(step(EndOfSpeech{}), "close1+");
  EXPECT_EQ(step(Recognised{{1}, ""}), "discard1") << "no turn";
  step(ListenRequested{});
  step(arrived(30));
  EXPECT_EQ(step(EndOfSpeech{}), "discard2") << "too little for a word";
  step(ListenRequested{});
  step(arrived(3000));
  step(EndOfSpeech{});
  EXPECT_FALSE(machine_.is_idle());
  EXPECT_EQ(step(Recognised{{3}, "three"}), "announce3 reply3:three");
}

TEST_F(TurnMachineTest, WhatIsNewerGoesBeforeTheLastMoment) {
  const auto listen_for_a_moment = [&] {
    step(ListenRequested{});
    step(arrived(3000));
    return step(EndOfSpeech{});
  };
  EXPECT_EQ(listen_for_a_moment(), "close1+");
  EXPECT_EQ(listen_for_a_moment(), "discard1 close2+");
  EXPECT_EQ(step(CancelRequested{}), "discard2");
  EXPECT_EQ(listen_for_a_moment(), "close3+");
  EXPECT_EQ(step(TextTyped{"four"}), "discard3 announce4 reply4:four");
  EXPECT_EQ(step(Recognised{{3}, "three"}), "");
}

class HeldReply : public TurnMachineTest {
 protected:
  HeldReply() {
    step(ListenRequested{});
    step(TextTyped{"one"});
    step(arrived(30));
    EXPECT_EQ(step(VoiceHeard{{2}, 300 * kMs, 300 * kMs, 300 * kMs}), "hold1");
  }
};

TEST_F(HeldReply, GoesOnWhenTheHistoryIsForgotten) {
  EXPECT_EQ(step(ResetRequested{}), "resume1 discard2 forget2");
}

TEST_F(HeldReply, GoesOnWhenTheRecogniserFails) {
  EXPECT_EQ(step(RecognitionFailed{{2}}), "resume1");
  EXPECT_EQ(step(ReplyEnded{{1}}), "announce2 notice2:1");
}

TEST_F(TurnMachineTest, ARecogniserThatFailsBeforeTheEndIsAnsweredAtTheEnd) {
  step(arrived(30));
  EXPECT_EQ(step(RecognitionFailed{{1}}), "");
  EXPECT_EQ(step(arrived(30)), "hear1x30");
  EXPECT_EQ(step(EndOfSpeech{}), "announce1 notice1:1");
}

/// The pause, in milliseconds, at which the recogniser is asked behind `speech_ms`; 0: at none.
std::size_t pause_asked_at(TurnMachine& machine, std::size_t speech_ms) {
  const std::size_t speech = speech_ms * kMs;
  for (std::size_t pause_ms = 0; pause_ms <= 400; pause_ms += 32) {
    const VoiceHeard voice{{1}, speech + pause_ms * kMs, speech, speech};
    if (!machine.step(voice).empty()) return pause_ms;
  }
  return 0;
}

TEST(TurnMachineAtPauses, WhoPausesOftenIsAskedAboutLater) {
  TurnMachine machine{{}};
  machine.step(arrived(30));
  EXPECT_EQ(pause_asked_at(machine, 1000), 128U);
  EXPECT_EQ(pause_asked_at(machine, 2000), 160U);
  EXPECT_EQ(pause_asked_at(machine, 3000), 192U);
  EXPECT_EQ(pause_asked_at(machine, 4000), 192U);
}

TEST(Listening, ABreathBehindTheWordsChangesNothingOfHowTheyEnded) {
  const VoiceCues breaking{.fade_ms = 30, .drop_db = 1, .last_syllable_ms = 60, .pitch_st = 2};
  const VoiceCues sinking{.fade_ms = 300, .drop_db = 15, .last_syllable_ms = 300, .pitch_st = -1};
  Listening listening;
  listening.note(VoiceHeard{{1}, 1100 * kMs, 1000 * kMs, 1000 * kMs, breaking});
  listening.note(WordsHeard{{1}, "I would like", 1000 * kMs});
  listening.note(VoiceHeard{{1}, 1200 * kMs, 1050 * kMs, 1050 * kMs, sinking});
  EXPECT_EQ(listening.cues->drop_db, 1);
  listening.note(VoiceHeard{{1}, 1300 * kMs, 1300 * kMs, 1300 * kMs});
  EXPECT_FALSE(listening.cues) << "more was said";
}

TEST(TurnMachineAtPauses, HandsFreeTheWordsDecideSoTheyAreAskedForSoon) {
  TurnMachine machine{{}};
  machine.step(ListenRequested{});
  machine.step(arrived(30));
  machine.step(VoiceHeard{{1}, 1000 * kMs, 1000 * kMs, 1000 * kMs});  // tells that speech began
  EXPECT_EQ(pause_asked_at(machine, 1000), 96U);
  machine.step(VoiceHeard{{1}, 2000 * kMs, 2000 * kMs, 2000 * kMs});
  EXPECT_EQ(pause_asked_at(machine, 2000), 96U);
}

TEST(TurnMachineHandsFree, WhoGoesOnBeforeTheWordsAreKnownIsHeardOut) {
  TurnMachine machine{{}};
  const auto last = [&](const Input& input) {
    const auto effects = machine.step(input);
    return effects.empty() ? "" : std::visit(Words{}, effects.back());
  };
  machine.step(ListenRequested{});
  machine.step(arrived(30));
  machine.step(VoiceHeard{{1}, 600 * kMs, 600 * kMs, 600 * kMs});
  EXPECT_EQ(last(VoiceHeard{{1}, 1700 * kMs, 600 * kMs, 600 * kMs}), "announce1");
  machine.step(arrived(30));
  EXPECT_EQ(last(VoiceHeard{{2}, 900 * kMs, 900 * kMs, 900 * kMs}), "") << "nothing to interrupt";
  EXPECT_EQ(last(Recognised{{1}, "one"}), "reply1:one");
  EXPECT_EQ(last(VoiceHeard{{2}, 1000 * kMs, 1000 * kMs, 1000 * kMs}), "stop1")
      << "its words go with what follows";
}

TEST(TurnMachineThatAnswersEveryEnd, AnswersTheOneBehindTheCapToo) {
  TurnMachine machine{{.max_utterance_samples = 100, .answers_every_end = true}};
  machine.step(arrived(200));
  machine.step(Recognised{{1}, "text"});
  machine.step(ReplyEnded{{1}});
  EXPECT_TRUE(machine.step(arrived(50)).empty());
  const auto effects = machine.step(EndOfSpeech{});
  ASSERT_EQ(effects.size(), 2U);
  EXPECT_EQ(std::visit(Words{}, effects[1]), "notice2:0");
}

TEST(TurnMachine, WhatCannotBeListenedToIsATurnWithItsNotice) {
  TurnMachine machine{{}};
  machine.step(arrived(100));  // silence that came before it
  const auto effects = machine.step(UnreadableAudio{"WebM came"});
  ASSERT_EQ(effects.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<DiscardUtterance>(effects[0]));
  const auto& notice = std::get<SpeakNotice>(effects[2]);
  EXPECT_EQ(notice.notice, Notice::unreadable);
  EXPECT_EQ(notice.detail, "WebM came");
  machine.step(ReplyEnded{notice.turn});
  EXPECT_TRUE(machine.is_idle());
}

TEST(TurnMachine, WhatCannotBeListenedToBehindTheCapEndsItsUtterance) {
  TurnMachine machine{{.max_utterance_samples = 100}};
  machine.step(arrived(200));
  EXPECT_TRUE(machine.step(UnreadableAudio{"WebM came"}).empty());
  EXPECT_FALSE(machine.step(arrived(10)).empty()) << "the next utterance";
}

}  // namespace
}  // namespace hotpin::dialog
