// The prototype's recogniser in the server, chosen as the prototype's .env chooses it.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/speech/espeak_speech.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kModel = HOTPIN_TEST_VOSK_MODEL;

TEST(VoskServer, HearsAndTellsWhenEachWordWasSaid) {
  if (!std::filesystem::exists(kModel + "/am/final.mdl"))
    GTEST_SKIP() << "no Vosk model at " << kModel << "; scripts/test brings it";
  const ServerProcess server({{"VOSK_MODEL_PATH", kModel},
                              {"HOTPIN_STT_WORDS", "1"},
                              {"HOTPIN_LLM", "fake"},
                              {"HOTPIN_TTS", "espeak"},
                              {"HOTPIN_VAD", "fake"}});
  const auto client = WireClient::joined(server.url());
  const auto speech = espeak_speech("ko", "안녕하세요. 오늘 날씨가 어때요?");
  ASSERT_TRUE(client->give(std::as_bytes(std::span(speech))));
  client->say(R"({"signal":"EOS"})");
  const auto texts = client->read_up_to(R"("complete")");
  EXPECT_THAT(texts, testing::Contains(AllOf(HasSubstr(R"("stage":"llm")"),
                                             HasSubstr(R"("words":[{"word":)"),
                                             HasSubstr(R"("start_ms":)"))));
  EXPECT_THAT(texts.back(), HasSubstr(R"("how":"spoken")"));
}

TEST(VoskServer, FoldersThatAreNoModelAreOneLine) {
  for (const char* value : {"/nowhere", "/etc"}) {
    const ServerProcess::Environment settings = {{"VOSK_MODEL_PATH", value}, {"SERVER_PORT", "0"}};
    const Finished serve = run_program({HOTPIN_PROGRAM, "serve"}, settings);
    EXPECT_EQ(serve.exit_code, 2) << serve.output;
    EXPECT_THAT(serve.output, AllOf(HasSubstr(value), HasSubstr("alphacephei.com/vosk/models")));
    EXPECT_EQ(std::count(serve.output.begin(), serve.output.end(), '\n'), 1) << serve.output;
    const Finished doctor = run_program({HOTPIN_PROGRAM, "doctor"}, settings);
    EXPECT_EQ(doctor.exit_code, 1);
    EXPECT_THAT(doctor.output, HasSubstr("alphacephei.com/vosk/models"));
  }
}

TEST(VoskServer, APathThatNobodyAskedForDoesNotMatter) {
  const Finished doctor = run_program({HOTPIN_PROGRAM, "doctor"}, {{"VOSK_MODEL_PATH", "/nowhere"},
                                                                   {"HOTPIN_STT", "fake"},
                                                                   {"HOTPIN_LLM", "fake"},
                                                                   {"HOTPIN_TTS", "fake"},
                                                                   {"HOTPIN_VAD", "fake"}});
  EXPECT_EQ(doctor.exit_code, 0) << doctor.output;
}

}  // namespace
}  // namespace hotpin::tests
