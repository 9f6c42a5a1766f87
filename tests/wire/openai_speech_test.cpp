#include <gmock/gmock.h>

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
#include "support/tone.hpp"

namespace hotpin::engines::openai {
base::Result<std::unique_ptr<engine::Stt>> make_openai_stt(const engine::Context& context);
base::Result<std::unique_ptr<engine::Tts>> make_openai_tts(const engine::Context& context);
}  // namespace hotpin::engines::openai

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

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

/// Hears the length of what it gets, and speaks a tone as long as the text, whole or in pieces.
void echo(UpstreamPeer& peer, const UpstreamRequest& request) {
  if (request.path.ends_with("/transcriptions")) {
    return peer.answer(200, R"({"text":"heard )" + std::to_string(request.body.size()) + "\"}");
  }
  const std::size_t begin = request.body.find(R"("input":")") + 9;
  const std::size_t letters = request.body.find("\",\"", begin) - begin;
  const std::string wav = audio::wav_file(tone(letters * 800), 24000);
  if (letters % 2 == 0) return peer.answer(200, wav);
  peer.send("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t at = 0; at < wav.size(); at += 5001) peer.chunk(wav.substr(at, 5001));
  peer.send("0\r\n\r\n");
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

bool has(const UpstreamRequest& request, const char* part) {
  return request.body.find(part) != std::string::npos;
}

TEST(OpenAiTts, FailuresAreErrors) {
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (has(request, "no WAV")) return peer.answer(200, "no WAV");
    if (has(request, "nowhere")) return peer.answer(404, "no such voice");
    if (has(request, "silence")) return peer.answer(200, audio::wav_file({}, 24000));
    peer.hang();
  });
  EXPECT_EQ(service.say("no WAV")->error(), "tts_failed");
  EXPECT_EQ(service.say("nowhere")->error(), "upstream_404");
  EXPECT_EQ(service.say("silence")->error(), "tts_failed") << "silence is no answer";
  EXPECT_EQ(service.say("Hello.")->error(), "timeout");
}

/// What a request asks to be said.
std::string input_of(const UpstreamRequest& request) {
  const std::size_t begin = request.body.find(R"("input":")") + 9;
  return request.body.substr(begin, request.body.find('"', begin) - begin);
}

constexpr const char* kLong =
    "This is the first sentence of several. The second, which is longer, has a clause in it. "
    "And a third one says the rest.";

TEST(OpenAiTts, APhraseThatIsTooLongIsAskedForInParts) {
  std::vector<std::string> said;
  int refusals = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    const std::string input = input_of(request);
    if (input.size() > 60) {
      ++refusals;
      return peer.answer(400, R"({"error":{"message":"input must be at most 60 characters"}})");
    }
    said.push_back(input);
    echo(peer, request);
  });
  const std::vector<std::string> parts{"This is the first sentence of several.",
                                       "The second, which is longer, has a clause in it.",
                                       "And a third one says the rest."};
  std::size_t samples = 0;
  for (const std::string& part : parts) samples += part.size() * 800;
  EXPECT_EQ(service.say(kLong)->pcm().size(), samples);
  EXPECT_EQ(said, parts);
  EXPECT_EQ(service.say(kLong)->pcm().size(), samples);
  EXPECT_EQ(refusals, 1) << "the limit is remembered";
}

TEST(OpenAiTts, ALimitThatIsNotToldIsFound) {
  std::string said;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    const std::string input = input_of(request);
    if (input.size() > 45) return peer.answer(413, "");
    said += (said.empty() ? "" : " ") + input;
    echo(peer, request);
  });
  EXPECT_EQ(service.say(kLong)->error(), "");
  EXPECT_EQ(said, kLong);
}

TEST(OpenAiTts, WhatTheServiceRefusesIsLeftOutFromThenOn) {
  int refusals = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    ++refusals;
    if (has(request, R"("response_format":"wav")")) {
      return peer.answer(400, R"({"error":{"message":"response_format 'wav' is not supported"}})");
    }
    if (has(request, "speed")) {
      return peer.answer(422, R"({"detail":[{"type":"extra_forbidden","loc":["body","speed"],)"
                              R"("msg":"Extra inputs are not permitted"}]})");
    }
    --refusals;
    const std::vector<std::int16_t> pcm = tone(4800);
    peer.answer_as("audio/pcm", {reinterpret_cast<const char*>(pcm.data()), pcm.size() * 2});
  });
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(service.say("Hello.", {.words_per_minute = 350})->pcm().size(), 4800U);
    EXPECT_EQ(refusals, 2) << "both are remembered";
  }
}

TEST(OpenAiTts, WhereNoWavComesPcmIsAskedFor) {
  int other = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    const bool is_pcm = has(request, R"("response_format":"pcm")");
    if (!is_pcm) ++other;
    const std::vector<std::int16_t> pcm = tone(4800);
    const std::string sound(reinterpret_cast<const char*>(pcm.data()), pcm.size() * 2);
    peer.answer_as(is_pcm ? "audio/pcm" : "audio/mpeg", is_pcm ? sound : "ID3" + sound);
  });
  EXPECT_EQ(service.say("Hello.")->pcm().size(), 4800U);
  EXPECT_EQ(service.say("Hello.")->pcm().size(), 4800U);
  EXPECT_EQ(other, 1);
}

TEST(OpenAiTts, SoundThatIsNeverReadIsNamed) {
  Service service([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.answer_as("audio/mpeg", "ID3 and so on, an MP3");
  });
  EXPECT_EQ(service.say("Hello.")->error(), "tts_failed");
  EXPECT_EQ(service.upstream.requests(), 2);
}

TEST(OpenAiTts, HeadersThatAreNotTrueLoseNoSound) {
  int requests = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest&) {
    const std::string wav = audio::wav_file(tone(7200), 24000);
    if (++requests == 1) return peer.answer(200, std::string(wav).replace(40, 4, 4, '\0'));
    peer.answer(200, wav + wav);
  });
  EXPECT_EQ(service.say("Hello.")->pcm().size(), 7200U);
  EXPECT_EQ(service.say("Hello.")->pcm().size(), 14400U);
}

TEST(OpenAiTts, OneBusyAnswerIsAskedForAgain) {
  int requests = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (++requests == 1) return peer.answer(429, "busy", "Retry-After: 0\r\n");
    echo(peer, request);
  });
  EXPECT_EQ(service.say("Hello.")->pcm().size(), 6 * 800U);
}

TEST(OpenAiTts, AnUnknownVoiceNamesItsSetting) {
  Service service([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.answer(400, R"({"error":{"message":"Invalid voice: anna"}})");
  });
  const auto spoken = service.say("Hello.");
  EXPECT_EQ(spoken->error(), "upstream_400");
  EXPECT_THAT(spoken->error_detail(), HasSubstr("HOTPIN_TTS_VOICE"));
}

TEST(OpenAiStt, WhatTheServiceRefusesIsLeftOutFromThenOn) {
  int refusals = 0;
  Service service([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (has(request, "name=\"language\"")) {
      ++refusals;
      return peer.answer(400, R"({"error":{"message":"unsupported parameter: language"}})");
    }
    peer.answer(200, R"({"text":"Hello."})");
  });
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(transcribe(*service.stt, tone(16000))->last().text, "Hello.");
    EXPECT_EQ(refusals, 1);
  }
}

TEST(OpenAiStt, ATextIsReadAsWell) {
  Service service([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.answer_as("text/plain; charset=utf-8", "Hello there.\n");
  });
  EXPECT_EQ(transcribe(*service.stt, tone(16000))->last().text, "Hello there.");
}

}  // namespace
}  // namespace hotpin::tests
