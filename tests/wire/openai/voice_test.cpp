#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "audio/wav.hpp"
#include "base/worker_pool.hpp"
#include "conformance/tts_recorder.hpp"
#include "engine/context.hpp"
#include "support/scripted_upstream.hpp"
#include "support/test_settings.hpp"
#include "support/tone.hpp"
#include "wire/wire.hpp"

namespace hotpin::engines::openai {
base::Result<std::unique_ptr<engine::Tts>> make_openai_tts(const engine::Context& context);
}

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// Something that has happened, or that a script waits for.
class Event {
 public:
  void happen() { promise_.set_value(); }
  bool wait() const {
    return done_.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> done_ = promise_.get_future().share();
};

constexpr std::size_t kSamples = 24000;  // 1 s

std::string samples() {
  const auto pcm = tone(kSamples);
  return {reinterpret_cast<const char*>(pcm.data()), 2 * pcm.size()};
}

std::string wav(std::uint32_t told) { return audio::wav_header(24000, told) + samples(); }

void begin(UpstreamPeer& peer, const std::string& type) {
  peer.send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
}
void end(UpstreamPeer& peer) { peer.send("0\r\n\r\n"); }

/// The engine against a service.
struct Voice {
  explicit Voice(ScriptedUpstream::Script script, const std::string& limit_s = "60")
      : upstream(std::move(script)) {
    settings = settings_with({{"HOTPIN_TTS_URL", upstream.url()},
                              {"HOTPIN_TTS_MODEL", "mouth"},
                              {"HOTPIN_ENGINE_TIMEOUT_S", limit_s}});
    tts = engines::openai::make_openai_tts({settings, pool, pool, *page}).value();
  }
  std::shared_ptr<TtsRecorder> say(std::stop_token stop = {}) {
    auto recorder = std::make_shared<TtsRecorder>();
    tts->synthesize({"Hello there.", base::Priority::normal}, recorder->sink(), std::move(stop));
    return recorder;
  }

  ScriptedUpstream upstream;
  base::Settings settings = settings_with();
  std::shared_ptr<base::SharedPage> page = base::SharedPage::create().value();
  base::WorkerPool pool{{.name = "test", .threads = 1}};
  std::unique_ptr<engine::Tts> tts;
};

struct Answer {
  const char* name;
  std::string type;
  std::string body;
  std::vector<std::size_t> cuts;  ///< where its chunks end; the last one before the service waits
};

/// Every form of answer that is sure before its end, cut where it hurts.
std::vector<Answer> answers() {
  return {
      {"a WAV of unknown size", "audio/wav", wav(0xFFFFFFFF), {20000}},
      {"a size of 0", "audio/wav", wav(0), {20000}},
      {"a true size", "audio/wav", wav(2 * kSamples), {20000}},
      {"a size that is too small", "audio/wav", wav(500), {20000}},
      {"a header in three chunks", "audio/wav", wav(0xFFFFFFFF), {5, 21, 20000}},
      {"an odd byte at a chunk's end", "audio/wav", wav(0xFFFFFFFF), {44, 10001, 20001}},
      {"a WAV of another type", "audio/mpeg", wav(0xFFFFFFFF), {20000}},
      {"samples alone", "audio/pcm", samples(), {20001}},
      {"samples at their rate", "audio/L16;rate=24000", samples(), {20000}},
      {"samples, the first chunk one byte", "audio/pcm", samples(), {1, 20000}},
  };
}

TEST(OpenAiVoice, SoundComesWhileTheServiceHoldsTheRest) {
  for (const Answer& answer : answers()) {
    Event heard;
    Voice voice([&](UpstreamPeer& peer, const UpstreamRequest&) {
      begin(peer, answer.type);
      std::size_t at = 0;
      for (const std::size_t cut : answer.cuts) {
        peer.chunk(answer.body.substr(at, cut - at));
        at = cut;
      }
      EXPECT_TRUE(heard.wait());
      peer.chunk(answer.body.substr(at));
      end(peer);
    });
    const auto recorder = voice.say();
    EXPECT_TRUE(recorder->wait_for_sound()) << answer.name;
    EXPECT_FALSE(recorder->has_ended()) << answer.name;
    heard.happen();
    ASSERT_TRUE(recorder->wait());
    EXPECT_EQ(recorder->error(), "") << answer.name << recorder->error_detail();
    EXPECT_EQ(recorder->pcm(), tone(kSamples)) << answer.name;
  }
}

TEST(OpenAiVoice, WhatIsCutAfterItsFirstSoundIsNotAskedForAgain) {
  Event heard;
  Voice voice([&](UpstreamPeer& peer, const UpstreamRequest&) {
    begin(peer, "audio/wav");
    peer.chunk(wav(0xFFFFFFFF).substr(0, 20000));
    EXPECT_TRUE(heard.wait());
    peer.cut();
  });
  const auto recorder = voice.say();
  ASSERT_TRUE(recorder->wait_for_sound());
  heard.happen();
  ASSERT_TRUE(recorder->wait());
  EXPECT_NE(recorder->error(), "");
  EXPECT_EQ(voice.upstream.requests(), 1);
}

TEST(OpenAiVoice, WhatIsCutBeforeItIsAskedForOnceMore) {
  std::atomic<int> requests{0};
  Voice voice([&](UpstreamPeer& peer, const UpstreamRequest&) {
    begin(peer, "audio/wav");
    const bool is_first = requests++ == 0;
    peer.chunk(wav(0xFFFFFFFF).substr(0, is_first ? 50 : 20000));
    if (is_first) return peer.cut();
    peer.chunk(wav(0xFFFFFFFF).substr(20000));
    end(peer);
  });
  const auto recorder = voice.say();
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "");
  EXPECT_EQ(recorder->pcm(), tone(kSamples));
}

/// The whole answer would have 0.9 s.
TEST(OpenAiVoice, AnAnswerMayTakeLongerByTheSoundThatCame) {
  Voice voice(
      [&](UpstreamPeer& peer, const UpstreamRequest&) {
        begin(peer, "audio/wav");
        std::string sound = audio::wav_header(24000, 0xFFFFFFFF);
        for (int second = 0; second < 30; ++second) sound += samples();
        peer.chunk(sound);
        peer.wait_ms(1200);
        peer.chunk(samples());
        end(peer);
      },
      "1");
  const auto recorder = voice.say();
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "");
  EXPECT_EQ(recorder->pcm().size(), 31 * kSamples);
}

TEST(OpenAiVoice, AStopInTheMiddleClosesTheConnection) {
  Event gone;
  Voice voice([&](UpstreamPeer& peer, const UpstreamRequest&) {
    begin(peer, "audio/wav");
    peer.chunk(wav(0xFFFFFFFF).substr(0, 20000));
    peer.hang();
    gone.happen();
  });
  std::stop_source stop;
  const auto recorder = voice.say(stop.get_token());
  ASSERT_TRUE(recorder->wait_for_sound());
  stop.request_stop();
  EXPECT_TRUE(gone.wait());
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), engine::kCancelled);
}

/// A whole server, whose notices are spoken by the same service.
struct Whole {
  explicit Whole(ScriptedUpstream::Script phrase)
      : upstream([phrase = std::move(phrase)](UpstreamPeer& peer, const UpstreamRequest& request) {
          if (request.body.find("Hold on tight.") != std::string::npos)
            return phrase(peer, request);
          peer.answer_as("audio/wav", audio::wav_file(tone(4800), 24000));
        }),
        server(on_fakes("llm_reply=Hold on tight.", {{"HOTPIN_TTS", "openai"},
                                                     {"HOTPIN_TTS_URL", upstream.url()},
                                                     {"HOTPIN_TTS_MODEL", "mouth"}})),
        client(WireClient::joined(server.url())) {
    client->say(R"({"text":"Hello"})");
  }
  /// Bytes of the reply up to its first audio, its header among them.
  std::size_t first_audio() {
    for (std::size_t bytes = 0;;) {
      const Message message = client->read();
      if (message.kind == Message::Kind::closed) return 0;
      if (message.kind == Message::Kind::binary) bytes += message.data.size();
      if (bytes > audio::kWavHeaderBytes) return bytes;
    }
  }

  ScriptedUpstream upstream;
  ServerProcess server;
  std::unique_ptr<WireClient> client;
};

TEST(OpenAiVoice, AClientHearsTheBeginningWhileTheServiceHoldsTheRest) {
  Event heard;
  Whole whole([&](UpstreamPeer& peer, const UpstreamRequest&) {
    begin(peer, "audio/wav");
    peer.chunk(wav(0xFFFFFFFF).substr(0, 20001));
    EXPECT_TRUE(heard.wait());
    peer.chunk(wav(0xFFFFFFFF).substr(20001));
    end(peer);
  });
  std::size_t bytes = whole.first_audio();
  EXPECT_GT(bytes, 0U);
  heard.happen();
  std::size_t more = 0;
  const auto texts = whole.client->read_up_to(R"("complete")", &more);
  EXPECT_EQ(bytes + more, audio::kWavHeaderBytes + 2 * 16000) << "all of it, once";
  EXPECT_THAT(texts.back(), HasSubstr("Hold on tight."));
}

TEST(OpenAiVoice, ACancelInTheMiddleStopsTheServiceAtOnce) {
  Event gone;
  Whole whole([&](UpstreamPeer& peer, const UpstreamRequest&) {
    begin(peer, "audio/wav");
    peer.chunk(wav(0xFFFFFFFF).substr(0, 20001));
    peer.hang();
    gone.happen();
  });
  EXPECT_GT(whole.first_audio(), 0U);
  whole.client->say(R"({"signal":"CANCEL"})");
  EXPECT_TRUE(gone.wait());
  EXPECT_THAT(whole.client->read_up_to(R"("complete")"), Contains(HasSubstr("interrupted")));
}

TEST(OpenAiVoice, AFailureInTheMiddleEndsTheTurnWithAnApologyAndSaysNothingTwice) {
  Event heard;
  std::atomic<int> requests{0};
  Whole whole([&](UpstreamPeer& peer, const UpstreamRequest&) {
    ++requests;
    begin(peer, "audio/wav");
    peer.chunk(wav(0xFFFFFFFF).substr(0, 20001));
    EXPECT_TRUE(heard.wait());
    peer.cut();
  });
  EXPECT_GT(whole.first_audio(), 0U);
  heard.happen();
  const auto texts = whole.client->read_up_to(R"("complete")");
  EXPECT_THAT(texts, Contains(HasSubstr("error")));
  EXPECT_THAT(texts.back(), HasSubstr(R"("how":"failed")"));
  EXPECT_EQ(requests, 1);
}

}  // namespace
}  // namespace hotpin::tests
