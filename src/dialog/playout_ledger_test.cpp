#include "dialog/playout_ledger.hpp"

#include <gmock/gmock.h>

#include "base/text_words.hpp"

namespace hotpin::dialog {
namespace {

/// A phrase whose spoken words take 100 ms each, the last 20 of them silence.
void add(PlayoutLedger& ledger, const Phrase& phrase, double pause_ms = 0) {
  std::vector<SpokenWord> words;
  for (const base::TextWord& word : base::text_words(phrase.speech)) {
    const double begin_ms = 100.0 * static_cast<double>(words.size());
    words.push_back({word.begin, begin_ms, begin_ms + 80});
  }
  const double audio_ms = 100.0 * static_cast<double>(words.size());
  ledger.add(phrase, pause_ms, audio_ms, std::move(words));
}

Phrase same(const std::string& text) { return {text, text}; }

TEST(PlayoutLedger, NothingIsHeardBeforeItsSoundBegins) {
  PlayoutLedger ledger;
  EXPECT_EQ(ledger.heard_text(1000), "");
  add(ledger, same("Well, hello there."), 50);
  EXPECT_EQ(ledger.length_ms(), 350);
  EXPECT_EQ(ledger.heard_text(-5), "");
  EXPECT_EQ(ledger.heard_text(0), "");
  EXPECT_EQ(ledger.heard_text(50), "");
  EXPECT_EQ(ledger.heard_text(51), "Well");
  EXPECT_EQ(ledger.heard_text(150), "Well") << "the next begins just now";
  EXPECT_EQ(ledger.heard_text(151), "Well, hello");
  EXPECT_EQ(ledger.heard_text(329), "Well, hello there") << "not to its end";
  EXPECT_EQ(ledger.heard_text(330), "Well, hello there.");
  EXPECT_EQ(ledger.heard_text(1e9), "Well, hello there.");
}

TEST(PlayoutLedger, PhrasesFollowEachOther) {
  PlayoutLedger ledger;
  add(ledger, same("Yes."));
  add(ledger, same("I think so,"), 200);
  add(ledger, same("my friend."), 90);
  EXPECT_EQ(ledger.length_ms(), 100 + 200 + 300 + 90 + 200);
  EXPECT_EQ(ledger.heard_text(100), "Yes.");
  EXPECT_EQ(ledger.heard_text(300), "Yes.") << "in the pause";
  EXPECT_EQ(ledger.heard_text(301), "Yes. I");
  EXPECT_EQ(ledger.heard_text(595), "Yes. I think so,");
  EXPECT_EQ(ledger.heard_text(691), "Yes. I think so, my");
  EXPECT_EQ(ledger.heard_text(5000), "Yes. I think so, my friend.");
}

TEST(PlayoutLedger, ShownTextIsKept) {
  PlayoutLedger ledger;
  add(ledger, {"It costs $3.50 — for Dr. Smith.",
               "It costs three dollars and fifty cents for Doctor Smith."});
  EXPECT_EQ(ledger.heard_text(201), "It costs") << "three";
  EXPECT_EQ(ledger.heard_text(599), "It costs") << "fifty";
  EXPECT_EQ(ledger.heard_text(601), "It costs $3.50");
  EXPECT_EQ(ledger.heard_text(701), "It costs $3.50 — for");
  EXPECT_EQ(ledger.heard_text(801), "It costs $3.50 — for Dr.") << "the stop is the word's own";
}

TEST(PlayoutLedger, ACutPhraseEndsWithoutAMark) {
  for (const auto& [text, heard] : {std::pair("Yes, no", "Yes"),
                                    {"Wait… no", "Wait"},
                                    {"So— no", "So"},
                                    {"(yes), no", "(yes)"},
                                    {"U.S., no", "U.S."},
                                    {"No. 5", "No"},
                                    {"what?! no", "what"},
                                    {"\"no,\" 5", "\"no,\""}}) {
    PlayoutLedger ledger;
    add(ledger, same(text));
    EXPECT_EQ(ledger.heard_text(100), heard);
  }
}

TEST(PlayoutLedger, AWordWithoutATimeCountsWithTheNext) {
  PlayoutLedger ledger;
  ledger.add(same("one two three four."), 0, 1000, {{0, 0, 200}, {8, 400, 600}});
  EXPECT_EQ(ledger.heard_text(399), "one");
  EXPECT_EQ(ledger.heard_text(401), "one two three");
  EXPECT_EQ(ledger.heard_text(999), "one two three") << "the last counts with the phrase's end";
  EXPECT_EQ(ledger.heard_text(1000), "one two three four.");
}

TEST(PlayoutLedger, WithoutTimesWordsAreTakenToBeEven) {
  PlayoutLedger ledger;
  ledger.add(same("two four, six."), 100, 1400);
  EXPECT_EQ(ledger.heard_text(400), "");
  EXPECT_EQ(ledger.heard_text(401), "two");
  EXPECT_EQ(ledger.heard_text(1000), "two");
  EXPECT_EQ(ledger.heard_text(1001), "two four");
  EXPECT_EQ(ledger.heard_text(1499), "two four");
  EXPECT_EQ(ledger.heard_text(1500), "two four, six.");
}

TEST(PlayoutLedger, APhraseWithoutAudioGoesWithTheOneBefore) {
  PlayoutLedger ledger;
  ledger.add(same("🙂"), 0, 0);
  add(ledger, same("Yes."));
  ledger.add(same("🙂"), 0, 0);
  EXPECT_EQ(ledger.heard_text(0), "");
  EXPECT_EQ(ledger.heard_text(50), "🙂 Yes");
  EXPECT_EQ(ledger.heard_text(100), "🙂 Yes. 🙂");
}

TEST(PlayoutLedger, TimesAreCountedFromWhatGoesOut) {
  const SpokenWord word = spoken_word(7, 22050 + 2205, 44100, 2205, 22050);
  EXPECT_EQ(word.text_begin, 7U);
  EXPECT_DOUBLE_EQ(word.begin_ms, 1000);
  EXPECT_DOUBLE_EQ(word.end_ms, 1900);
  EXPECT_EQ(spoken_word(0, 100, 200, 300, 22050).begin_ms, 0);
}

TEST(PlayoutLedger, AWordOfAPhraseThatIsBeingMadeCountsAtASlowPace) {
  PlayoutLedger ledger;
  ledger.begin(same("Well, hello there."), 0);
  ledger.extend(700);
  EXPECT_EQ(ledger.heard_text(500), "") << "100 ms for a character, until its length is known";
  EXPECT_EQ(ledger.heard_text(501), "Well");
  ledger.complete({});
  EXPECT_EQ(ledger.heard_text(200), "Well");
  EXPECT_EQ(ledger.heard_text(700), "Well, hello there.");
}

TEST(PlayoutLedger, ThePaceOfAPhraseIsThatOfTheSlowestBeforeIt) {
  PlayoutLedger ledger;
  ledger.add(same("Yes."), 0, 200);
  ledger.add(same("I do."), 0, 200);
  ledger.begin(same("Well, hello there."), 0);
  ledger.extend(300);
  EXPECT_EQ(ledger.heard_text(400 + 250), "Yes. I do.");
  EXPECT_EQ(ledger.heard_text(400 + 251), "Yes. I do. Well");
}

TEST(PlayoutLedger, TheLastWordIsNeverHeardBeforeThePhraseIsWhole) {
  PlayoutLedger ledger;
  ledger.begin(same("Yes."), 0);
  ledger.extend(60'000);
  EXPECT_EQ(ledger.heard_text(60'000), "");
  ledger.complete({});
  EXPECT_EQ(ledger.heard_text(60'000), "Yes.");
}

TEST(PlayoutLedger, AGapInsideAPhraseIsNoPartOfItsWords) {
  PlayoutLedger ledger;
  ledger.begin(same("Well, hello there."), 50);
  ledger.extend(150);
  ledger.interrupt(1000);
  ledger.extend(150);
  EXPECT_EQ(ledger.length_ms(), 50 + 300 + 1000);
  ledger.complete({{0, 0, 80}, {6, 100, 180}, {12, 200, 280}});
  EXPECT_EQ(ledger.heard_text(50 + 101), "Well, hello");
  EXPECT_EQ(ledger.heard_text(50 + 1150), "Well, hello") << "in the gap";
  EXPECT_EQ(ledger.heard_text(50 + 1200), "Well, hello");
  EXPECT_EQ(ledger.heard_text(50 + 1201), "Well, hello there");
  EXPECT_EQ(ledger.heard_text(50 + 1280), "Well, hello there.");
}

TEST(PlayoutLedger, APhraseThatBreaksOffKeepsTheWordsThatWereSaid) {
  PlayoutLedger ledger;
  ledger.add(same("Yes."), 0, 400);
  ledger.begin({"It costs $3.50, my friend.", "It costs three dollars and fifty cents, my friend."},
               0);
  ledger.extend(4000);
  const Phrase& said = ledger.break_off();
  EXPECT_EQ(said.text, "It costs $3.50");
  EXPECT_EQ(said.speech, "It costs three dollars and fifty cents,");
  ledger.add(same("Sorry."), 0, 600);
  EXPECT_EQ(ledger.heard_text(400 + 4000), "Yes. It costs $3.50");
  EXPECT_EQ(ledger.heard_text(5000), "Yes. It costs $3.50 Sorry.");
}

TEST(PlayoutLedger, APhraseThatBreaksOffInItsFirstWordIsNone) {
  PlayoutLedger ledger;
  ledger.begin(same("Hello there."), 0);
  ledger.extend(100);
  EXPECT_EQ(ledger.break_off().text, "");
  ledger.add(same("Sorry."), 0, 600);
  EXPECT_EQ(ledger.heard_text(100), "");
  EXPECT_EQ(ledger.heard_text(700), "Sorry.");
}

}  // namespace
}  // namespace hotpin::dialog
