#include "dialog/shown_words.hpp"

#include <gmock/gmock.h>

#include "base/text_words.hpp"
#include "dialog/speakable/text_normalizer.hpp"

namespace hotpin::dialog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Each shown word with the spoken word it ends with, as "shown=spoken"; "shown=" when unspoken.
std::vector<std::string> pairs(const std::string& text, const std::string& speech) {
  const auto shown = base::each_word(text, base::text_words(text));
  const auto spoken = base::each_word(speech, base::text_words(speech));
  const auto last = last_spoken_words({text, speech});
  EXPECT_EQ(last.size(), shown.size());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < last.size(); ++i) {
    out.push_back(shown[i] + "=" + (last[i] == kUnspoken ? "" : spoken.at(last[i])));
  }
  return out;
}

std::vector<std::string> pairs(const std::string& text) { return pairs(text, normalize(text)); }

TEST(ShownWords, EqualOnesGoTogether) {
  EXPECT_THAT(pairs("Well, it's “fine”.", "Well, it's fine."),
              ElementsAre("Well,=Well,", "it's=it's", "“fine”.=fine."));
  EXPECT_THAT(pairs("no no no"), ElementsAre("no=no", "no=no", "no=no"));
}

TEST(ShownWords, OneThatIsSaidInSeveralEndsWithTheLast) {
  EXPECT_THAT(pairs("It costs $3.50, Dr. Smith."),
              ElementsAre("It=It", "costs=costs", "$3.50,=cents,", "Dr.=Doctor", "Smith.=Smith."));
  EXPECT_THAT(pairs("25% of 120 is 30."),
              ElementsAre("25%=percent", "of=of", "120=twenty", "is=is", "30.=thirty."));
}

TEST(ShownWords, NeighboursThatDifferAreReadOneByOne) {
  EXPECT_THAT(pairs("$4 vs. $5", "four dollars versus five dollars"),
              ElementsAre("$4=dollars", "vs.=versus", "$5=dollars"));
}

TEST(ShownWords, AreReadFromBothEnds) {
  EXPECT_THAT(pairs("In June 1, 1984."),
              ElementsAre("In=In", "June=June", "1,=first,", "1984.=eighty-four."));
}

TEST(ShownWords, GroupsOfANumberEndTogether) {
  EXPECT_THAT(pairs("It has 1 234 567 parts."),
              ElementsAre("It=It", "has=has", "1=sixty-seven", "234=sixty-seven", "567=sixty-seven",
                          "parts.=parts."));
  EXPECT_THAT(pairs("The PIN is 1234 now."),
              ElementsAre("The=The", "PIN=PIN", "is=is", "1234=four", "now.=now."));
}

TEST(ShownWords, WhatIsReadTogetherEndsTogether) {
  EXPECT_THAT(pairs("about USD 5 %%% more", "about five dollars more"),
              ElementsAre("about=about", "USD=dollars", "5=dollars", "%%%=", "more=more"));
  EXPECT_THAT(pairs("x9 y8 z7 end", "these are words of another kind end"),
              ElementsAre("x9=kind", "y8=kind", "z7=kind", "end=end"));
}

TEST(ShownWords, OfAFormulaEndWithItsWords) {
  EXPECT_THAT(pairs("is $E = mc^2$, half \\(\\frac{1}{2}\\) end"),
              ElementsAre("is=is", "$E=E", "==", "mc^2$,=squared,", "half=half",
                          "\\(\\frac{1}{2}\\)=half", "end=end"));
  EXPECT_THAT(pairs("so \\( \\sqrt{2} \\leq x \\) end"),
              ElementsAre("so=so", "\\(=", "\\sqrt{2}=two", "\\leq=x", "x=x", "\\)=", "end=end"));
}

TEST(ShownWords, SomeAreNotSaid) {
  EXPECT_THAT(pairs("Yes — no 🙂 end", "Yes no end"),
              ElementsAre("Yes=Yes", "—=", "no=no", "🙂=", "end=end"));
  EXPECT_THAT(pairs("one two", "one"), ElementsAre("one=one", "two="));
}

TEST(ShownWords, WhatIsSaidBesidesBelongsToTheWordBefore) {
  EXPECT_THAT(pairs("page 3 now", "page number three right now"),
              ElementsAre("page=page", "3=right", "now=now"));
  EXPECT_THAT(pairs("a b", "a and also b"), ElementsAre("a=a", "b=b"));
  EXPECT_THAT(pairs("", "a"), IsEmpty());
}

TEST(ShownWords, Rise) {
  for (const char* text :
       {"On June 5th, 1984 at 5:30 p.m., 3/4 of 5 km were done.", "No. 5 is no 5 in 5 in.",
        "Due 2024-05-17T14:30:00Z, so pay 1 234,56 € or Rs. 500 with PIN 1234 by 5 p.m.",
        "Your code is 482 913, your password x7Kq-99, and DE89 3704 0044 0532 0130 00.",
        "Call 555-1234 or +1 (555) 987-6543!", "Version 1.2.3 of A/B costs 5€ – or £6?",
        "So $E = mc^2$, \\( \\frac{1}{2} \\) and x^2 + y^2."}) {
    const std::string speech = normalize(text);
    std::size_t before = 0;
    for (const std::size_t last : last_spoken_words({text, speech})) {
      if (last == kUnspoken) continue;
      EXPECT_GE(last, before) << text;
      EXPECT_LT(last, base::text_words(speech).size()) << text;
      before = last;
    }
  }
}

}  // namespace
}  // namespace hotpin::dialog
