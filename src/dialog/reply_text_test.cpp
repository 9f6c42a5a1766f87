#include "dialog/reply_text.hpp"

#include <gmock/gmock.h>

#include "base/utf8.hpp"

namespace hotpin::dialog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using End = ReplyText::End;

constexpr ReplyText::Limits kWide{.max_words = 10'000};

void append(std::vector<Phrase>& all, const std::vector<Phrase>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// As a reply does that has said nothing yet.
void push(ReplyText& text, std::string_view delta, std::vector<Phrase>& all) {
  const std::vector<Phrase> more = text.push(delta);
  if (text.takes_back()) all.clear();
  append(all, more);
}

std::vector<Phrase> read(std::string_view reply, ReplyText::Limits limits = kWide,
                         End end = End::finished) {
  ReplyText text(limits);
  std::vector<Phrase> all = text.push(reply);
  append(all, text.finish(end));
  return all;
}

std::vector<std::string> texts(const std::vector<Phrase>& phrases) {
  std::vector<std::string> out;
  for (const Phrase& phrase : phrases) out.push_back(phrase.text);
  return out;
}

std::vector<std::string> speeches(const std::vector<Phrase>& phrases) {
  std::vector<std::string> out;
  for (const Phrase& phrase : phrases) out.push_back(phrase.speech);
  return out;
}

TEST(ReplyText, ShowsPlainTextAndSaysWords) {
  const auto phrases = read("**Sure**, it is $3.50.");
  EXPECT_THAT(texts(phrases), ElementsAre("Sure,", "it is $3.50."));
  EXPECT_THAT(speeches(phrases), ElementsAre("Sure,", "it is three dollars and fifty cents."));
}

TEST(ReplyText, LeavesNumbersToAVoiceOfAnotherLanguage) {
  ReplyText german(kWide, "de");
  auto phrases = german.push("**Gut**, es sind 5 km.");
  append(phrases, german.finish(End::finished));
  EXPECT_THAT(speeches(phrases), ElementsAre("Gut,", "es sind 5 km."));
  ReplyText english(kWide, "en-us");
  phrases = english.push("Good, it is 5 km.");
  append(phrases, english.finish(End::finished));
  EXPECT_THAT(speeches(phrases), ElementsAre("Good,", "it is five kilometers."));
}

TEST(ReplyText, KnowsCodesThatAnotherPhraseAnnounced) {
  EXPECT_THAT(speeches(read("Here is your code: 4821. It lasts 1905 seconds.")),
              ElementsAre("Here is your code:", "four eight two one.",
                          "It lasts one thousand nine hundred five seconds."));
  EXPECT_THAT(speeches(read("The verification code for your brand new account is 482 913.")),
              ElementsAre("The verification code",
                          "for your brand new account is four eight two, nine one three."));
  EXPECT_THAT(speeches(read("Sure, the PIN is in the mail. It came in 1999.")),
              ElementsAre("Sure,", "the PIN is in the mail.", "It came in nineteen ninety-nine."));
}

TEST(ReplyText, FirstPhraseIsShort) {
  ReplyText text(kWide);
  EXPECT_THAT(text.push("Apples taste good"), IsEmpty());
  EXPECT_THAT(texts(text.push(" b")), ElementsAre("Apples taste good"));
}

TEST(ReplyText, NeverPartsNumbersAndAbbreviations) {
  EXPECT_THAT(texts(read("Yes. It costs $3.50 or 1,000 yen, e.g. at Dr. Smith.")),
              ElementsAre("Yes.", "It costs $3.50 or 1,000 yen,", "e.g. at Dr. Smith."));
}

TEST(ReplyText, NeverPartsFormulas) {
  const auto phrases =
      read("The energy is $E = mc^2$, half is \\(\\frac{1}{2}\\), and $$x \\leq 3$$.");
  EXPECT_THAT(texts(phrases), ElementsAre("The energy is $E = mc^2$,",
                                          "half is \\(\\frac{1}{2}\\), and $$x \\leq 3$$."));
  EXPECT_THAT(speeches(phrases),
              ElementsAre("The energy is E equals m c squared,",
                          "half is one half, and x is less than or equal to three."));
  EXPECT_THAT(speeches(read("We get \\[ x = \\frac{-b}{2a} \\] as the answer.")),
              ElementsAre("We get x equals minus b over two a as", "the answer."));
  EXPECT_THAT(speeches(read("Solve it:\n\\[\nx = 5,\ny = 2\n\\]\nIt is $5, or $x = 5$.")),
              ElementsAre("Solve it:", "x equals five, y equals two",
                          "It is five dollars, or x equals five."));
}

TEST(ReplyText, LeavesCitationsOut) {
  const auto phrases =
      read("This is known [1] and shown [2][3]. [4] The sky is [citation needed].");
  EXPECT_THAT(speeches(phrases), ElementsAre("This is known", "and shown.", "The sky is."));
  EXPECT_THAT(texts(phrases), ElementsAre("This is known", "and shown.", "The sky is."));
  EXPECT_THAT(
      speeches(read("Yes. The sky looks blue today (source: [3]).\n[3]: https://a.example\n")),
      ElementsAre("Yes.", "The sky looks blue today."));
}

TEST(ReplyText, LeavesThoughtsOut) {
  EXPECT_THAT(texts(read("<think>Let me see. Hm.</think>\n\nYes.")), ElementsAre("Yes."));
  EXPECT_THAT(texts(read("hm</think>Yes.")), ElementsAre("Yes."));
  EXPECT_THAT(texts(read("<think>never ends. Never.")), IsEmpty());
}

/// What the services of kinds of models were seen to let through.
constexpr std::string_view kMarked[] = {
    "<|channel|>analysis<|message|>SECRET plan.<|end|><|start|>assistant<|channel|>final<|message|>"
    "Hello there.",
    "[THINK]SECRET plan.[/THINK]Hello there.",
    "<thought>SECRET plan.</thought>Hello there.",
    "<reasoning>SECRET plan.</reasoning>Hello there.",
    "<seed:think>SECRET plan.</seed:think>Hello there.",
    "<think>SECRET plan.</think>Hello there.",
    "<|im_start|>assistant\nHello there.<|im_end|>\n<|im_start|>user\nSECRET plan.",
    "Hello there.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nSECRET plan.",
    "Hello there.</s>[INST] SECRET plan. [/INST]"};

TEST(ReplyText, LeavesMarksOutHoweverTheyAreCut) {
  for (const std::string_view reply : kMarked) {
    for (std::size_t size = 1; size <= reply.size(); ++size) {
      ReplyText text(kWide);
      std::vector<Phrase> all;
      for (std::size_t at = 0; at < reply.size(); at += size) {
        push(text, reply.substr(at, size), all);
      }
      append(all, text.finish(End::finished));
      EXPECT_THAT(texts(all), ElementsAre("Hello there.")) << reply << " by " << size;
      EXPECT_THAT(speeches(all), ElementsAre("Hello there.")) << reply << " by " << size;
    }
  }
  EXPECT_THAT(texts(read("SECRET plan.</think>Hello there.")), ElementsAre("Hello there."));
}

TEST(ReplyText, TakesBackWhatTurnsOutToBeThought) {
  ReplyText text(kWide);
  EXPECT_FALSE(text.push("SECRET plan. And another. ").empty());
  EXPECT_FALSE(text.takes_back());
  EXPECT_THAT(texts(text.push("More.</think>Hello there. ")), ElementsAre("Hello there."));
  EXPECT_TRUE(text.takes_back());
  EXPECT_THAT(texts(text.push("Yes. ")), ElementsAre("Yes."));
  EXPECT_FALSE(text.takes_back());
  const std::string long_thought = "It is so." + std::string(200, 'a') + ". ";
  EXPECT_THAT(texts(read(long_thought + long_thought + "</think>Yes.", {.max_words = 2})),
              ElementsAre("Yes."));
}

TEST(ReplyText, WaitsForTheEndOfAThoughtThatItExpects) {
  ReplyText thinks(kWide);
  thinks.expect_thought();
  EXPECT_THAT(thinks.push("SECRET plan. And another. "), IsEmpty());
  EXPECT_THAT(texts(thinks.push("More.</think>Hello there. ")), ElementsAre("Hello there."));
  EXPECT_THAT(texts(thinks.push("Yes. ")), ElementsAre("Yes."));
  EXPECT_THAT(thinks.finish(End::finished), IsEmpty());
  EXPECT_FALSE(thinks.missed_thought());

  ReplyText does_not(kWide);
  does_not.expect_thought();
  EXPECT_THAT(does_not.push("It is red. Yes. "), IsEmpty());
  EXPECT_THAT(texts(does_not.finish(End::finished)), ElementsAre("It is red.", "Yes."));
  EXPECT_TRUE(does_not.missed_thought());

  ReplyText ends(kWide);
  ends.expect_thought();
  EXPECT_THAT(texts(ends.push("It is red.<|im_end|>More.")), ElementsAre("It is red."));
  EXPECT_TRUE(ends.missed_thought());

  ReplyText opens(kWide);
  opens.expect_thought();
  EXPECT_THAT(opens.push("<think>hm</think>"), IsEmpty());
  EXPECT_THAT(opens.push("<think>hm"), IsEmpty());
  EXPECT_THAT(texts(opens.push("</think>It is red. ")), ElementsAre("It is red."));
}

TEST(ReplyText, TheAnswersEndCompletesIt) {
  ReplyText text(kWide);
  EXPECT_THAT(texts(text.push("It is red<|im_end|>")), ElementsAre("It is red"));
  EXPECT_TRUE(text.is_complete());
  EXPECT_THAT(text.push("More."), IsEmpty());
  EXPECT_THAT(text.finish(End::finished), IsEmpty());
}

TEST(ReplyText, ThoughtsDoNotCountAgainstTheLimits) {
  const std::string thought = "<think>" + std::string(500, 'a') + "</think>";
  EXPECT_THAT(texts(read(thought + "Yes.", {.max_words = 10, .max_bytes = 50})),
              ElementsAre("Yes."));
}

TEST(ReplyText, DropsPhrasesWithNothingToSay) {
  EXPECT_THAT(texts(read("Yes.\n```python\n---\n😀\n")), ElementsAre("Yes."));
  EXPECT_THAT(read("😀 … ***"), IsEmpty());
}

TEST(ReplyText, TokenLimitTakesACutSentenceAway) {
  EXPECT_THAT(texts(read("It is red. The sky", kWide, End::token_limit)),
              ElementsAre("It is red."));
  EXPECT_THAT(texts(read("It is red. It is blue.", kWide, End::token_limit)),
              ElementsAre("It is red.", "It is blue."));
  EXPECT_THAT(texts(read("It is", kWide, End::token_limit)), ElementsAre("It is"));
  EXPECT_THAT(texts(read("It is red. The sky", kWide, End::finished)),
              ElementsAre("It is red.", "The sky"));
}

TEST(ReplyText, IsCompleteWhenTheSentenceThatReachesTheWordsEnds) {
  ReplyText text({.max_words = 4});
  EXPECT_EQ(text.push("It is red. ").size(), 1U);
  EXPECT_FALSE(text.is_complete());
  EXPECT_THAT(texts(text.push("So it is. And more. And")), ElementsAre("So it is."));
  EXPECT_TRUE(text.is_complete());
  EXPECT_THAT(text.push("And more. "), IsEmpty());
  EXPECT_THAT(text.finish(End::finished), IsEmpty());
}

TEST(ReplyText, IsCompleteAtItsBytes) {
  ReplyText text({.max_words = 1000, .max_bytes = 20});
  EXPECT_THAT(texts(text.push("It is red. The sky is blue.")), ElementsAre("It is red."));
  EXPECT_TRUE(text.is_complete());
}

TEST(ReplyText, StaysWithinItsBytesWithoutAnySentence) {
  for (const std::string_view unit : {"word ", "w", "7", "你", "- ", "\xFF", "\n", "<", "a</think>",
                                      "<|im_start|>", "[THINK]", "a<|channel|>final<|message|>"}) {
    ReplyText text(kWide);
    std::vector<Phrase> all;
    for (int i = 0; i < 10'000; ++i) append(all, text.push(unit));
    append(all, text.finish(End::finished));
    std::size_t shown = 0;
    for (const Phrase& phrase : all) {
      EXPECT_LE(phrase.speech.size(), ReplyText::kMaxSpeechBytes) << unit;
      shown += phrase.text.size();
    }
    EXPECT_LE(shown, 8000U) << unit;
  }
}

TEST(ReplyText, PartsSpeechThatGrewTooLong) {
  const auto phrases = read(std::string(280, '7'));
  std::string shown;
  for (const Phrase& phrase : phrases) shown += phrase.text;
  EXPECT_EQ(shown, std::string(280, '7'));
  EXPECT_GT(phrases.size(), 1U);
  for (const Phrase& phrase : phrases) {
    EXPECT_LE(phrase.speech.size(), ReplyText::kMaxSpeechBytes);
    EXPECT_FALSE(phrase.speech.empty());
  }
}

TEST(ReplyText, PartsSpeechThatGrewTooLongBehindWhatIsNotSaid) {
  const std::string written = "😀 " + std::string(250, '7');
  std::string shown;
  for (const Phrase& phrase : read(written)) {
    shown += phrase.text;
    EXPECT_LE(phrase.speech.size(), ReplyText::kMaxSpeechBytes);
  }
  EXPECT_EQ(shown, written);
}

constexpr std::string_view kReplies[] = {
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): long lines are cut
    "Sure! The price is $3.50 for 1,000 items, e.g. apples from Dr. Smith.\n\n1. First\n2. "
    "**Second**: "
    "\"quoted.\" Then 5 – 10 people… right? 😀 Yes.",
    "<think>Hm. One, two.</think>\nIt’s 20°C; the café opens at 9 a.m. on May 17, 2024 — naïve "
    "Привет "
    "你好。今天很好，好。",
    "Plain thought. Hm</think>Yes, [a link](http://example.com/x) and `code`.\n| a | b "
    "|\n|---|---|\n",
    "Bad \xFF\xFE bytes \xE2\x82 and \xF0\x9F\x98 cut. Ends with \xE2\x82",
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>It is "
    "[1], "
    "a < b, as ◁this▷.<|return|>Not this.",
    "[THINK]Hm. It[/THINK]An analysis: yes. Ends <｜end▁of▁sentence｜>Not this.",
    "So $E = mc^2$, \\[ x\n= \\frac{1}{2} \\] and x^2 [1][2]. It costs $5, [citation needed] or "
    "$x$.",
    "It <b>is</b> <thin ice>, <3 and 2 < 3.\r\nU.S. No. 5, etc. Then A.\n",
};

std::vector<std::string> in_short(const std::vector<Phrase>& phrases) {
  std::vector<std::string> out;
  for (const Phrase& phrase : phrases) out.push_back(phrase.text + " => " + phrase.speech);
  return out;
}

TEST(ReplyText, HowTheReplyIsCutChangesNothing) {
  for (const ReplyText::Limits limits :
       {kWide, ReplyText::Limits{9, 8000}, ReplyText::Limits{50, 60}}) {
    for (const std::string_view reply : kReplies) {
      const auto whole = in_short(read(reply, limits));
      for (std::size_t at = 0; at <= reply.size(); ++at) {
        ReplyText text(limits);
        std::vector<Phrase> all = text.push(reply.substr(0, at));
        push(text, reply.substr(at), all);
        append(all, text.finish(End::finished));
        EXPECT_EQ(in_short(all), whole) << reply.substr(0, at);
      }
      ReplyText text(limits);
      std::vector<Phrase> all;
      for (const char c : reply) push(text, {&c, 1}, all);
      append(all, text.finish(End::finished));
      EXPECT_EQ(in_short(all), whole);
    }
  }
}

TEST(ReplyText, GarbageBecomesValidText) {
  std::string garbage;
  for (int i = 0; i < 4000; ++i) garbage += static_cast<char>((i * 167 + i / 7) % 256);
  for (const Phrase& phrase : read(garbage)) {
    EXPECT_TRUE(base::is_valid_utf8(phrase.text));
    EXPECT_TRUE(base::is_valid_utf8(phrase.speech));
  }
}

/// What is given of the first `bytes` of `reply` when the token limit cuts it there.
std::vector<std::string> cut(std::string_view reply, std::size_t bytes, std::size_t by,
                             std::size_t sure_bytes) {
  ReplyText text({.max_words = 10'000, .sure_bytes = sure_bytes});
  std::vector<Phrase> all;
  reply = reply.substr(0, bytes);
  for (std::size_t at = 0; at < reply.size(); at += by) push(text, reply.substr(at, by), all);
  append(all, text.finish(End::token_limit));
  return texts(all);
}

/// Wherever that is, and though phrases are shorter than sentences.
TEST(ReplyText, ATokenLimitEndsTheReplyAtASentence) {
  constexpr std::string_view kReply =
      "It was a cat. The cat went to the old market, and it bought two fish there, which were "
      "both very fresh. Then it went home.";
  for (std::size_t bytes = 14; bytes <= kReply.size(); ++bytes) {
    std::vector<std::string> phrases = cut(kReply, bytes, 1, 0);
    EXPECT_EQ(phrases.back().back(), '.') << bytes;
    EXPECT_EQ(cut(kReply, bytes, 7, 0), phrases) << "however the text is cut";
    EXPECT_EQ(cut(kReply, bytes, 1000, 0), phrases) << "however the text is cut";
  }
  EXPECT_THAT(cut(kReply, 60, 1, 0), ElementsAre("It was a cat."));
  EXPECT_THAT(cut(kReply, 60, 1, 1000),
              ElementsAre("It was a cat.", "The cat went to the old market,"))
      << "no limit was to be expected so soon";
  EXPECT_THAT(cut("The cat went to the old market, and it bought", 60, 1, 0),
              ElementsAre("The cat went", "to the old market, and it bought"))
      << "there is no whole sentence";
}

TEST(ReplyText, ASentenceThatMayBeCutIsGivenWhenItIsWhole) {
  ReplyText text({.max_words = 10'000, .sure_bytes = 0});
  EXPECT_THAT(texts(text.push("It was a cat. The cat went to the old market, and ")),
              ElementsAre("It was a cat."));
  EXPECT_THAT(texts(text.push("bought a fish. ")),
              ElementsAre("The cat went to the old market,", "and bought a fish."));
  EXPECT_THAT(text.push("Then it went home to eat it all, as"), IsEmpty());
  EXPECT_THAT(texts(text.finish(End::finished)),
              ElementsAre("Then it went home to eat it all,", "as"));
}

std::vector<std::string> ended(std::string_view reply, const std::vector<std::string>& words,
                               std::size_t by) {
  ReplyText text(kWide);
  text.end_at(words);
  std::vector<Phrase> all;
  for (std::size_t at = 0; at < reply.size() && !text.is_complete(); at += by)
    push(text, reply.substr(at, by), all);
  const bool was_complete = text.is_complete();
  append(all, text.finish(End::finished));
  const bool is_stopped = reply.find(words.front()) != std::string_view::npos;
  EXPECT_EQ(was_complete, is_stopped) << reply;
  return texts(all);
}

TEST(ReplyText, AStopWordEndsTheAnswerHoweverItIsCut) {
  for (const std::size_t by : {1U, 2U, 3U, 5U, 1000U}) {
    EXPECT_THAT(ended("It is so. ENOUGH of it.", {"ENOUGH"}, by), ElementsAre("It is so."));
    EXPECT_THAT(ended("It is not ENOUGH.", {"ENOUGH"}, by), ElementsAre("It is not"));
    EXPECT_THAT(ended("It is EN", {"ENOUGH"}, by), ElementsAre("It is EN"));
    EXPECT_THAT(ended("One line.\n\nAnother.", {"\n\n"}, by), ElementsAre("One line."));
    EXPECT_THAT(ended("<think>ENOUGH</think>Yes. ENOUGH of it", {"ENOUGH"}, by),
                ElementsAre("Yes."))
        << "a thought is no answer";
    EXPECT_THAT(ended("Yes.<|im_end|>ENOUGH", {"ENOUGH", "s.", "x"}, by), ElementsAre("Ye"));
  }
  ReplyText held(kWide);
  held.end_at({"s. No"});
  EXPECT_THAT(held.push("Yes. "), IsEmpty());
  EXPECT_THAT(texts(held.push("Never.<|im_end|>")), ElementsAre("Yes.", "Never."))
      << "what was held back is given at the end";
}

}  // namespace
}  // namespace hotpin::dialog
