#include "session/notices/notices.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/utf8.hpp"

namespace hotpin::session {
namespace {

using testing::HasSubstr;

/// Says everything at once, or keeps it back until it is asked to go on.
class ScriptedVoice final : public engine::Tts {
 public:
  std::string_view name() const override { return "scripted"; }
  base::Status warm_up() override { return base::ok(); }
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token) override {
    said.push_back(request.voice.id + ": " + request.text);
    auto speak = [this, sink] {
      if (fails) return sink(base::Error{"tts_failed", "it does not speak"});
      sink(engine::TtsAudio{std::vector<std::int16_t>(1600, 3000), 16000});
      sink(engine::TtsDone{});
    };
    if (holds_back) held.push_back(std::move(speak));
    else speak();
  }
  std::vector<std::string> said;
  std::vector<std::function<void()>> held;
  bool holds_back = false;
  bool fails = false;
};

TEST(NoticeTexts, AreInTheLanguageOfTheVoice) {
  EXPECT_EQ(notice_texts("en-us")[0], "Sorry, I did not catch that.");
  EXPECT_EQ(notice_texts("de")[0], "Entschuldigung, das habe ich nicht verstanden.");
  EXPECT_EQ(notice_texts("pt_BR"), notice_texts("pt"));
  EXPECT_EQ(notice_texts("cmn"), notice_texts("zh-CN"));
  EXPECT_EQ(notice_texts("yue"), notice_texts("zh"));
  EXPECT_EQ(notice_texts(""), notice_texts("en")) << "not known";
  EXPECT_EQ(notice_texts("tlh"), notice_texts("en")) << "not in the table";
}

TEST(NoticeTexts, EveryLanguageHasItsOwnOfEachKind) {
  std::set<std::string> all;
  const char* const languages[] = {"en", "zh", "hi", "es", "fr", "ar", "bn", "pt", "ru", "ur",
                                   "id", "de", "ja", "it", "tr", "vi", "ko", "nl", "pl", "uk"};
  for (const char* language : languages) {
    for (const std::string& text : notice_texts(language)) {
      EXPECT_TRUE(all.insert(text).second) << language << ": " << text;
      EXPECT_TRUE(base::is_valid_utf8(text)) << language;
    }
  }
}

TEST(NoticeTexts, OwnWordsGoBeforeThem) {
  const NoticeTexts texts = with_own(notice_texts("de"), {"", "Oje."});
  EXPECT_EQ(texts[0], notice_texts("de")[0]);
  EXPECT_EQ(texts[1], "Oje.");
}

TEST(Notices, AreMadeWithTheVoiceInUse) {
  ScriptedVoice voice;
  const auto made = make_notices(voice, notice_texts("fr"));
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)[0].text, "Pardon, je n'ai pas compris.");
  EXPECT_EQ((*made)[2].pcm.size(), 1600U);
  EXPECT_THAT(voice.said[0], HasSubstr("Pardon"));
}

TEST(Notices, VoiceThatDoesNotSpeakIsAFaultOfTheStart) {
  ScriptedVoice voice;
  voice.fails = true;
  EXPECT_FALSE(make_notices(voice, notice_texts("en")));
}

TEST(ChosenNotices, AreMadeOnceInTheChosenVoicesLanguage) {
  ScriptedVoice voice;
  ChosenNotices chosen(voice, {"", "", "Moment!", ""});
  chosen.prepare("gmw/de", "de");
  chosen.prepare("gmw/de", "de");
  EXPECT_EQ(voice.said.size(), dialog::kNotices);
  const SpokenNotices* const found = chosen.find("gmw/de");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ((*found)[0].text, "Entschuldigung, das habe ich nicht verstanden.");
  EXPECT_EQ((*found)[2].text, "Moment!");
  EXPECT_EQ(chosen.find("gmw/sv"), nullptr);
}

TEST(ChosenNotices, AreNotThereBeforeAllAreMade) {
  ScriptedVoice voice;
  voice.holds_back = true;
  ChosenNotices chosen(voice, {});
  chosen.prepare("gmw/de", "de");
  for (auto& speak : voice.held) {
    EXPECT_EQ(chosen.find("gmw/de"), nullptr);
    speak();
  }
  EXPECT_NE(chosen.find("gmw/de"), nullptr);
}

TEST(ChosenNotices, VoiceThatFailsHasNone) {
  ScriptedVoice voice;
  voice.fails = true;
  ChosenNotices chosen(voice, {});
  chosen.prepare("gmw/de", "de");
  EXPECT_EQ(chosen.find("gmw/de"), nullptr);
}

TEST(ChosenNotices, AreBounded) {
  ScriptedVoice voice;
  ChosenNotices chosen(voice, {});
  for (std::size_t i = 0; i < 2 * ChosenNotices::kMaxVoices; ++i)
    chosen.prepare("voice " + std::to_string(i), "de");
  EXPECT_EQ(voice.said.size(), dialog::kNotices * ChosenNotices::kMaxVoices);
}

}  // namespace
}  // namespace hotpin::session
