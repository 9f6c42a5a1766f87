#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "audio/wav.hpp"
#include "support/scripted_upstream.hpp"
#include "support/server_process.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "sk-secret-key";

/// `hotpin doctor --services` against `url` for all three, but where `settings` say otherwise: of
/// one name the first counts.
Finished doctor(const std::string& url, ServerProcess::Environment settings = {}) {
  for (const char* kind : {"LLM", "STT", "TTS"}) {
    const std::string prefix = std::string("HOTPIN_") + kind;
    settings.insert(settings.end(), {{prefix, "openai"},
                                     {prefix + "_URL", url},
                                     {prefix + "_MODEL", "toy"},
                                     {prefix + "_API_KEY", kKey}});
  }
  return run_program({HOTPIN_PROGRAM, "doctor", "--services"}, settings);
}

void serve_all(UpstreamPeer& peer, const UpstreamRequest& request) {
  if (request.path.ends_with("/chat/completions")) return peer.stream({"Hello."});
  if (request.path.ends_with("/audio/transcriptions")) return peer.answer(200, R"({"text":""})");
  peer.answer(200, audio::wav_file(std::vector<std::int16_t>(8000, 1000), 16000));
}

TEST(DoctorServices, EachServiceThatWorksIsALine) {
  ScriptedUpstream upstream(serve_all);
  const Finished told = doctor(upstream.url());
  EXPECT_EQ(told.exit_code, 0) << told.output;
  EXPECT_THAT(told.output, AllOf(HasSubstr("LLM: 127.0.0.1:"), HasSubstr("it said: Hello."),
                                 HasSubstr("STT: 127.0.0.1:"), HasSubstr("no words"),
                                 HasSubstr("TTS: 127.0.0.1:"), HasSubstr("500 ms long"),
                                 Not(HasSubstr("secret"))));
  EXPECT_EQ(upstream.requests(), 3) << "one small question each";
}

TEST(DoctorServices, WhatDoesNotWorkNamesTheSetting) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (request.path.ends_with("/chat/completions")) {
      return peer.answer(401, R"({"error":{"message":"Incorrect API key sk-secret-key"}})");
    }
    serve_all(peer, request);
  });
  const Finished told = doctor(upstream.url(), {{"HOTPIN_STT_URL", "http://127.0.0.1:1/v1"}});
  EXPECT_EQ(told.exit_code, 1) << told.output;
  EXPECT_THAT(
      told.output,
      AllOf(HasSubstr("does not work: upstream_401"), HasSubstr("look at HOTPIN_LLM_API_KEY"),
            HasSubstr("does not work: refused"), HasSubstr("look at HOTPIN_STT_URL"),
            HasSubstr("TTS: 127.0.0.1:"), Not(HasSubstr("secret"))));
}

TEST(DoctorServices, WhatIsSetWithoutEffectIsTold) {
  ScriptedUpstream upstream(serve_all);
  const Finished told = doctor(upstream.url(), {{"HOTPIN_TTS", "piper"}});
  EXPECT_EQ(told.exit_code, 1);
  EXPECT_THAT(told.output, HasSubstr("set HOTPIN_TTS=openai"));
  const Finished none =
      run_program({HOTPIN_PROGRAM, "doctor", "--services"},
                  {{"HOTPIN_LLM", "llama"}, {"HOTPIN_STT", "moonshine"}, {"HOTPIN_TTS", "piper"}});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_THAT(none.output, HasSubstr("no service is in use"));
}

}  // namespace
}  // namespace hotpin::tests
