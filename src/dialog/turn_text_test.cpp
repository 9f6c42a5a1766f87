#include "dialog/turn_text.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

using enum TextEnding;

struct Case {
  const char* text;
  TextEnding ending;
};

class TurnText : public testing::TestWithParam<Case> {};

TEST_P(TurnText, Ends) {
  EXPECT_EQ(ending_of(GetParam().text), GetParam().ending) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Answers, TurnText,
                         testing::Values(Case{"Yes.", answer}, Case{"okay", answer},
                                         Case{"No, thank you!", answer}, Case{"Mm-hmm.", answer},
                                         Case{"I don't know", answer}));
INSTANTIATE_TEST_SUITE_P(Sentences, TurnText,
                         testing::Values(Case{"The lights are off.", sentence},
                                         // recognisers make a "yeah" of a word's beginning
                                         Case{"That is true. Yeah.", sentence},
                                         Case{"turn the lights off", sentence},
                                         Case{"What are you talking about?", question},
                                         Case{"where do you come from", question},
                                         Case{"Did you go, too?", question}));
INSTANTIATE_TEST_SUITE_P(
    Open, TurnText,
    testing::Values(Case{"I went to the", leaning}, Case{"It was cold and.", leaning},
                    Case{"I'm.", leaning}, Case{"We talked about", unlikely},
                    Case{"Please enter", unlikely}, Case{"They think he is", unlikely},
                    Case{"If you want,", clause}, Case{"after the tone", clause},
                    Case{"What do you know?", question},
                    Case{"How long do I have to wait?", question}, Case{"No, not red,", clause},
                    Case{"I need, um", hesitation}, Case{"Let me think.", hesitation},
                    Case{"uh... no, wait", hesitation}, Case{"The child.", fragment},
                    Case{"Sunday.", one_word}, Case{"", nothing}, Case{" ... ", nothing}));
INSTANTIATE_TEST_SUITE_P(
    Dictated, TurnText,
    testing::Values(Case{"my number is five", few_digits}, Case{"555-01", few_digits},
                    Case{"zero seven nine", few_digits}, Case{"It is spelled K, O, W", few_digits},
                    Case{"212 555 0187", many_digits}, Case{"I live at 42", place},
                    Case{"My address is 7 Hill Road.", place},
                    Case{"Wake me at seven.", sentence}));
INSTANTIATE_TEST_SUITE_P(
    Marks, TurnText,
    testing::Values(Case{"The child hurt. the", leaning},  // a mark at a pause closes nothing
                    Case{"I know. If you like", clause},   // a capital opens a sentence
                    Case{"“Turn it off,” she said", sentence}, Case{"it’s", leaning},
                    Case{"오늘 날씨가 어때요?", unknown}, Case{"\xFF\xFE", nothing}));

TEST(AsOneSentence, LeavesOutTheMarksThatAPauseMade) {
  EXPECT_EQ(as_one_sentence("I would like. To know. I think."), "I would like to know I think");
  EXPECT_EQ(as_one_sentence("It costs 3.50, doesn't it?"), "It costs 3.50, doesn't it");
  EXPECT_EQ(as_one_sentence("When. It rains"), "When it rains");
  EXPECT_EQ(as_one_sentence("..."), "");
  EXPECT_EQ(as_one_sentence("No! "), "No");
  EXPECT_EQ(as_one_sentence("a. "), "a");
}

TEST(SettledWords, AreAllButTheLast) {
  EXPECT_EQ(settled_words("What is the cap"), "What is the");
  EXPECT_EQ(settled_words("Hello,  there. "), "Hello,");
  EXPECT_EQ(settled_words("Hel"), "");
  EXPECT_EQ(settled_words(" Hel"), "");
  EXPECT_EQ(settled_words("  "), "");
  EXPECT_EQ(settled_words("法国的首都"), "");
}

}  // namespace
}  // namespace hotpin::dialog
