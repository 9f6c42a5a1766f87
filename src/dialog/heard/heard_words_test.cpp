#include "dialog/heard/heard_words.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.hpp"

namespace hotpin::dialog {
namespace {

/// What recognisers write where nobody said a word.
constexpr std::string_view kNothing[] = {
    "",
    " ",
    "[BLANK_AUDIO]",
    "(wind blowing)",
    "[Music]",
    "*coughs*",
    "[ Silence ]",
    "♪♪",
    "[BLANK_AUDIO] [BLANK_AUDIO]",
    "(upbeat music)",
    "[Applause]",
    "♪ la la ♪",
    "♪",
    "♫ ♬",
    "[inaudible]",
    "[INAUDIBLE].",
    "(speaking in foreign language)",
    "[ Pause ]",
    "[no audio]",
    "(Music) (Applause)",
    "* music *",
    "[музыка]",
    "[Музыка]",
    "(Lachen)",
    "[Música]",
    "（笑）",
    "【拍手】",
    "(박수)",
    "[موسيقى]",
    "(anything at all)",
    "[a sentence that nobody has said]",
    "<|nospeech|>",
    "<unk>",
    "<|nospeech|><|EMO_UNKNOWN|><|BGM|><|woitn|>",
    "<|en|><|Event_UNK|>",
    "<noise>",
    "<|startoftranscript|><|en|><|transcribe|><|notimestamps|><|endoftext|>",
    "<|0.00|> <|2.00|>",
    "[00:00:00.000 --> 00:00:02.000]",
    "[00:00.000 --> 00:02.000] [Music]",
    "[_BEG_] [_TT_50]",
    "...",
    "。",
    ".",
    "-",
    "…",
    "?!",
    "🎼",
    "🎼😊",
    "👏。",
    "(music",
    "[Laughter",
    "language None<asr_text>",
    "Speaker 1:",
    "SPEAKER_00: [noise]",
    "- [Door closes]",
    ">>",
    "Untertitel im Auftrag des ZDF, 2020",
    "Sous-titres réalisés par la communauté d'Amara.org",
    "Субтитры сделал DimaTorzok",
    "ご視聴ありがとうございました",
    "\xFF\xFE",
    "[\xFF]"};

TEST(HeardWords, WhatHoldsNoWordThatSomebodySaidIsEmpty) {
  for (const std::string_view text : kNothing) EXPECT_EQ(heard_words(text), "") << text;
}

struct Case {
  std::string_view written;
  std::string_view said;
};
constexpr Case kTagged[] = {
    {"<|en|><|NEUTRAL|><|Speech|>hello", "hello"},
    {"<|en|><|NEUTRAL|><|Speech|><|woitn|>hello <|HAPPY|>there", "hello there"},
    {"<|zh|><|NEUTRAL|><|Speech|><|withitn|>你好。", "你好。"},
    {"<|startoftranscript|><|en|><|transcribe|><|0.00|> Hello.<|2.00|><|endoftext|>", "Hello."},
    {"language English<asr_text>Hello.", "Hello."},
    {"[Music] hello", "hello"},
    {"hello [BLANK_AUDIO]", "hello"},
    {"(coughs) What time is it? (sighs)", "What time is it?"},
    {"*clears throat* Hello.", "Hello."},
    {"hello <unk> there", "hello there"},
    {"[00:00:00.000 --> 00:00:02.000]  Hello.", "Hello."},
    {"[_BEG_] Hello.[_TT_50]", "Hello."},
    {"Speaker 1: Hello.", "Hello."},
    {"SPEAKER_00: Hello.", "Hello."},
    {"[SPEAKER_01] Hello.", "Hello."},
    {"[Speaker 1]: Hello.", "Hello."},
    {"[door opens] Hello. {noise}", "Hello."},
    {">> Hello.", "Hello."},
    {"- Hello.", "Hello."},
    {"🎼Hello.😊", "Hello."},
    {"Hello ♪♪", "Hello"},
    {"♪ la la la ♪ Hello.", "Hello."},
    {"♪♪ Hello.", "Hello."},
    {"(拍手) こんにちは。", "こんにちは。"},
    {"[Musik] Guten Tag.", "Guten Tag."},
    {" hello\n there ", "hello there"}};

TEST(HeardWords, TagsAreTakenOff) {
  for (const Case& one : kTagged) EXPECT_EQ(heard_words(one.written), one.said) << one.written;
}

constexpr std::string_view kSaid[] = {"hello (there)",
                                      "I like [this] one",
                                      "Thank you.",
                                      "-5 degrees",
                                      "you",
                                      "Thanks for watching!",
                                      "Play some music.",
                                      "What is 2 * 3 * 4?",
                                      "It is a < b and b > c.",
                                      "My speaker is broken: help.",
                                      "At 10:30 there is silence.",
                                      "Note: this is *really* important.",
                                      "I said [yes], (maybe) and {no}.",
                                      "12",
                                      "你好",
                                      "Über 5 % von (a) sind gut."};

TEST(HeardWords, WordsStayAsTheyAre) {
  for (const std::string_view text : kSaid) EXPECT_EQ(heard_words(text), text);
}

TEST(HeardWords, AnyBytesBecomeOneLineOfValidText) {
  std::mt19937 random(1);
  constexpr std::string_view kParts[] = {"<|", "|>", "[",          "]",      "(",    ")",
                                         "*",  "♪",  "music",      "a ",     "\xE2", "\n",
                                         ":",  "🎼",  "<asr_text>", "speaker"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto i = random() % 20; i > 0; --i) text += kParts[random() % std::size(kParts)];
    const std::string words = heard_words(text);
    EXPECT_TRUE(base::is_valid_utf8(words));
    EXPECT_EQ(words.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace hotpin::dialog
