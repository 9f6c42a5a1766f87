#include "dialog/endpointer.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMs = 16;
/// How voices end and break off, about the middle of what was measured.
constexpr VoiceCues kSinking{
    .fade_ms = 260, .drop_db = 13, .last_syllable_ms = 270, .pitch_st = -1.5};
constexpr VoiceCues kBreaking{.fade_ms = 40, .drop_db = 1, .last_syllable_ms = 60, .pitch_st = 1.5};

std::size_t silence_ms(std::string_view text, std::optional<VoiceCues> voice = {},
                       std::optional<double> end_probability = {}, EndpointerOptions options = {}) {
  const SpeechSoFar speech{.text = text,
                           .speech_samples = 1500 * kMs,
                           .voice = voice,
                           .end_probability = end_probability};
  return silence_to_end(speech, options) / kMs;
}

// The words alone, as with any recogniser and any language model.

TEST(Endpointer, AnswersEndSoon) {
  for (const char* text : {"Yes.", "no", "Okay!", "No, thank you.", "uh-huh", "I don't know."}) {
    EXPECT_LE(silence_ms(text), 300U) << text;
  }
}

TEST(Endpointer, AWholeSentenceEndsSoonerThanAnOpenOne) {
  for (const char* text :
       {"Turn on the lights in the kitchen.", "turn on the lights in the kitchen",
        "What time is it?", "where are you from", "I love this song!"}) {
    EXPECT_LE(silence_ms(text), 1350U) << text;
  }
  for (const char* text : {"Turn on the.", "turn on the", "I would like to.", "and then we",
                           "I was late because", "If you want,", "She said that"}) {
    EXPECT_GE(silence_ms(text), 1440U) << text;
  }
}

TEST(Endpointer, ANumberThatIsReadSlowlyIsNotCutOff) {
  for (const char* text : {"My number is five five five.", "555-12", "It's 0 7 9 4",
                           "my phone number is two one two five five five", "The code is 4 4"}) {
    EXPECT_GE(silence_ms(text, kSinking, 0.9), 1600U) << text;
  }
  EXPECT_LE(silence_ms("My number is 212-555-0187.", kSinking), 300U) << "it is whole";
  EXPECT_LE(silence_ms("Wake me up at seven.", kSinking), 300U) << "one number is no dictation";
}

TEST(Endpointer, SpellingAndAddressesAreWaitedFor) {
  EXPECT_GE(silence_ms("It is spelled K-O-W.", kSinking, 0.9), 1600U);
  EXPECT_GE(silence_ms("My name is j o h", kSinking, 0.9), 1600U);
  EXPECT_GE(silence_ms("I live at forty two Baker Street.", kSinking), 900U);
}

TEST(Endpointer, WhoHesitatesIsWaitedForLongest) {
  for (const char* text : {"I would like, uh", "Let me think.", "uh no, wait", "Um.",
                           "I'd like a table for, let's see"}) {
    EXPECT_GE(silence_ms(text, kSinking, 0.9), 2000U) << text;
  }
}

TEST(Endpointer, NothingOutweighsAWordThatNeedsAnother) {
  EXPECT_GE(silence_ms("I went to the", kSinking, 0.99), 1250U);
}

TEST(Endpointer, WithoutWordsItWaits) { EXPECT_GE(silence_ms(""), 1250U); }

// What else is known.

TEST(Endpointer, ASinkingVoiceAndALikelyEndMakeASentenceEndSoon) {
  const char* text = "The child hurt the small dog.";
  EXPECT_LE(silence_ms(text, kSinking, 0.3), 300U);
  EXPECT_GE(silence_ms(text, kBreaking, 0.3), 900U);
  EXPECT_GE(silence_ms(text, kSinking, 0.001), 900U);
}

TEST(Endpointer, ALastSyllableThatRingsIsAnEnd) {
  VoiceCues voice{.fade_ms = 100, .drop_db = 6, .last_syllable_ms = 60, .pitch_st = 0.5};
  EXPECT_GE(silence_ms("The child hurt the small dog.", voice, 0.5), 900U);
  voice.last_syllable_ms = 240;
  EXPECT_LE(silence_ms("The child hurt the small dog.", voice, 0.5), 300U);
}

TEST(Endpointer, ARecogniserThatWritesACommaExpectsMore) {
  const VoiceCues voice{.fade_ms = 120, .drop_db = 7, .last_syllable_ms = 150, .pitch_st = -0.5};
  EXPECT_LE(silence_ms("We had everything before us.", voice, 0.4), 300U);
  EXPECT_GE(silence_ms("We had everything before us,", voice, 0.4), 900U);
}

TEST(Endpointer, AQuestionMayEndHigh) {
  const VoiceCues rising{.fade_ms = 120, .drop_db = 8, .last_syllable_ms = 150, .pitch_st = 6};
  EXPECT_LE(silence_ms("Do you remember the day we met?", rising, 0.5), 300U);
  EXPECT_GE(silence_ms("You remember the day we met.", rising, 0.15), 900U);
}

TEST(Endpointer, AnAnswerThatBreaksOffGoesOn) {
  EXPECT_GE(silence_ms("No,", kBreaking), 900U);
  EXPECT_LE(silence_ms("No.", kSinking), 300U);
}

TEST(Endpointer, AClickIsNoSentence) {
  SpeechSoFar click{.text = "Thanks for watching.", .speech_samples = 100 * kMs, .voice = kSinking};
  const std::size_t of_click = silence_to_end(click, {});
  click.speech_samples = 1500 * kMs;
  EXPECT_GT(of_click, silence_to_end(click, {}));
}

// Settings.

TEST(Endpointer, PatienceChangesWhatCountsAsFinished) {
  const char* text = "We had everything before us.";
  const VoiceCues voice{.fade_ms = 120, .drop_db = 7, .last_syllable_ms = 150, .pitch_st = 0.5};
  const auto with = [&](double patience) {
    return silence_ms(text, voice, 0.12, {.patience = patience});
  };
  EXPECT_LT(with(0.7), with(1));
  EXPECT_LT(with(1), with(1.4));
}

TEST(Endpointer, TheBoundsHold) {
  const EndpointerOptions narrow{.least_samples = 400 * kMs, .most_samples = 800 * kMs};
  EXPECT_EQ(silence_ms("Yes.", {}, {}, narrow), 400U);
  EXPECT_EQ(silence_ms("I went to the", {}, {}, narrow), 800U);
  EXPECT_EQ(silence_ms("Um", {}, {}, {.patience = 1000}), 2000U);
  EXPECT_EQ(silence_ms("Um", {}, {}, {.least_samples = 900 * kMs, .most_samples = 0}), 900U)
      << "least is stronger";
}

}  // namespace
}  // namespace hotpin::dialog
