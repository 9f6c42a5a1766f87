#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audio/wav.hpp"
#include "base/worker_pool.hpp"
#include "conformance/stt_contract.hpp"
#include "conformance/tts_contract.hpp"
#include "engines/fake/fake.hpp"
#include "support/scripted_upstream.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::openai {
base::Result<std::unique_ptr<engine::Stt>> make_openai_stt(const engine::Context& context);
base::Result<std::unique_ptr<engine::Tts>> make_openai_tts(const engine::Context& context);
}  // namespace hotpin::engines::openai

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

std::vector<std::int16_t> tone(std::size_t samples) {
  std::vector<std::int16_t> pcm(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    pcm[i] = static_cast<std::int16_t>(8000 * std::sin(0.1 * static_cast<double>(i)));
  }
  return pcm;
}

/// Both engines against one service, with what they need.
struct Service {
  explicit Service(ScriptedUpstream::Script script) : upstream(std::move(script)) {
    settings = settings_with({{"HOTPIN_STT_URL", upstream.url()},
                              {"HOTPIN_STT_MODEL", "ears"},
                              {"HOTPIN_STT_API_KEY", "secret-key"},
                              {"HOTPIN_STT_LANGUAGE", "en"},
                              {"HOTPIN_TTS_URL", upstream.url()},
                              {"HOTPIN_TTS_MODEL", "mouth"},
                              {"HOTPIN_TTS_VOICE", "anna"},
                              {"HOTPIN_ENGINE_TIMEOUT_S", "1"}});
    const engine::Context context{settings, pool, pool, *page, vad.get()};
    stt = engines::openai::make_openai_stt(context).value();
    tts = engines::openai::make_openai_tts(context).value();
  }
  std::shared_ptr<TtsRecorder> say(const std::string& text, engine::VoiceChoice voice = {}) {
    auto recorder = std::make_shared<TtsRecorder>();
    tts->synthesize({text, base::Priority::normal, std::move(voice)}, recorder->sink(), {});
    EXPECT_TRUE(recorder->wait());
    return recorder;
  }

  ScriptedUpstream upstream;
  base::Settings settings = settings_with();
  std::shared_ptr<base::SharedPage> page = base::SharedPage::create().value();
  std::unique_ptr<engine::Vad> vad = engines::fake::make_vad();
  std::unique_ptr<engine::Stt> stt;
  std::unique_ptr<engine::Tts> tts;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engines go
};

/// Hears the length of what it gets, and speaks a tone as long as the text.
void echo(UpstreamPeer& peer, const UpstreamRequest& request) {
  if (request.path.ends_with("/transcriptions")) {
    return peer.answer(200, R"({"text":"heard )" + std::to_string(request.body.size()) + "\"}");
  }
  const std::size_t begin = request.body.find(R"("input":")") + 9;
  const std::size_t letters = request.body.find("\",\"", begin) - begin;
  peer.answer(200, audio::wav_file(tone(letters * 800), 24000));
}

template <typename Engine>
std::shared_ptr<Engine> held_engine(std::unique_ptr<Engine> Service::*engine) {
  const auto held = std::make_shared<Service>(echo);
  return {held, ((*held).*engine).get()};
}

INSTANTIATE_TEST_SUITE_P(OpenAi, SttContract,
                         testing::Values(SttCase{[] { return held_engine(&Service::stt); },
                                                 [] { return tone(24000); }}));
INSTANTIATE_TEST_SUITE_P(OpenAi, TtsContract,
                         testing::Values(TtsFactory([] { return held_engine(&Service::tts); })));

TEST(OpenAiStt, SendsOneWavInAForm) {
  UpstreamRequest seen;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    seen = request;
    peer.answer(200, R"({"text":" Hello\nthere. "})");
  });
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->last().text, "Hello there.");
  EXPECT_EQ(seen.path, "/v1/audio/transcriptions");
  EXPECT_THAT(seen.head, HasSubstr("Authorization: Bearer secret-key"));
  EXPECT_THAT(seen.head, HasSubstr("multipart/form-data; boundary="));
  EXPECT_THAT(seen.body, HasSubstr("name=\"model\"\r\n\r\nears\r\n"));
  EXPECT_THAT(seen.body, HasSubstr("name=\"language\"\r\n\r\nen\r\n"));
  const std::size_t wav = seen.body.find("RIFF");
  ASSERT_NE(wav, std::string::npos);
  const auto parsed = audio::parse_wav(std::as_bytes(std::span(seen.body).subspan(wav)));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->rate_hz, 16000U);
  EXPECT_GE(parsed->samples.size(), 16000U);
}

TEST(OpenAiStt, HasAConnectionBeforeTheSpeechEnds) {
  Service service(echo);
  const auto stream = service.stt->open([](const auto&) {});
  while (service.upstream.greetings() == 0) std::this_thread::yield();
  EXPECT_EQ(service.upstream.requests(), 0);
}

TEST(OpenAiStt, SilenceIsNotSent) {
  Service service(echo);
  EXPECT_EQ(transcribe(*service.stt, std::vector<std::int16_t>(16000))->last().text, "");
  EXPECT_EQ(service.upstream.requests(), 0);
}

TEST(OpenAiStt, FailuresAreErrorsAndPassingOnesAreTriedAgain) {
  int requests = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest&) {
    switch (++requests) {
      case 1:
        return peer.answer(503, "busy");
      case 2:
        return peer.answer(200, R"({"text":"Again."})");
      case 3:
        return peer.answer(401, R"({"error":{"message":"no"}})");
      case 4:
        return peer.answer(200, "not JSON");
      default:
        peer.hang();
    }
  });
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->last().text, "Again.");
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->error(), "upstream_401");
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->error(), "stt_failed");
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->error(), "timeout");
}

TEST(OpenAiTts, AsksForTheVoiceAndSpeed) {
  UpstreamRequest seen;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    seen = request;
    echo(peer, request);
  });
  const auto spoken = service.say("Hello.", {.words_per_minute = 350});
  EXPECT_EQ(spoken->pcm().size(), 6 * 800U);
  EXPECT_EQ(seen.path, "/v1/audio/speech");
  for (const char* part : {R"("model":"mouth")", R"("voice":"anna")", R"("input":"Hello.")",
                           R"("response_format":"wav")", R"("speed":2)"}) {
    EXPECT_THAT(seen.body, HasSubstr(part));
  }
}

TEST(OpenAiTts, FailuresAreErrors) {
  int requests = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest&) {
    switch (++requests) {
      case 1:
        return peer.answer(200, "no WAV");
      case 2:
        return peer.answer(404, "no such voice");
      case 3:
        return peer.answer(200, audio::wav_file({}, 24000));
      default:
        peer.hang();
    }
  });
  EXPECT_EQ(service.say("Hello.")->error(), "tts_failed");
  EXPECT_EQ(service.say("Hello.")->error(), "upstream_404");
  EXPECT_EQ(service.say("Hello.")->error(), "tts_failed") << "silence is no answer";
  EXPECT_EQ(service.say("Hello.")->error(), "timeout");
}

}  // namespace
}  // namespace hotpin::tests
