// Moving over from the Python prototype: its .env and its launch line, on the real engines.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/machine/limits.hpp"
#include "support/child_program.hpp"
#include "support/raw_socket.hpp"
#include "support/scripted_upstream.hpp"
#include "support/speech/espeak_speech.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string kModel = HOTPIN_TEST_VOSK_MODEL;

/// The prototype's folder: its .env, and what is typed there in place of its launch line.
class Prototype : public testing::Test {
 protected:
  void write_env(const std::string& key, const std::string& model) const {
    std::ofstream(folder_.path() / ".env") << "GROQ_API_KEY=\"" << key << "\"\nVOSK_MODEL_PATH=\""
                                           << model << "\"\nSERVER_HOST=\"0.0.0.0\"\n"
                                           << "SERVER_PORT=" << port_ << "\n";
  }
  std::unique_ptr<ServerProcess> launch(const std::vector<std::string>& options,
                                        const ServerProcess::Environment& more = {}) const {
    return std::make_unique<ServerProcess>(more, options, folder_.path());
  }
  std::vector<std::string> launch_line() const {
    return {"--host", "0.0.0.0", "--port", std::to_string(port_), "--workers", "4"};
  }

  /// The whole answer to a question in plain mode, which is the prototype's.
  static std::string ask(const ServerProcess& server, const std::string& voice,
                         const std::string& words) {
    WireClient client(server.url());
    client.say(R"({"session_id":"me"})");
    const auto speech = espeak_speech(voice, words);
    client.give(std::as_bytes(std::span(speech)));
    client.say(R"({"signal":"EOS"})");
    std::string wav;
    std::size_t whole = 44;
    while (wav.size() < whole) {
      const Message message = client.read(std::chrono::seconds(60));
      if (message.kind != Message::Kind::binary) {
        ADD_FAILURE() << message.data;
        return wav;
      }
      wav += message.data;
      if (wav.size() < 44) continue;
      whole = 8;
      for (std::size_t i = 0; i < 4; ++i) {
        whole += std::size_t{static_cast<unsigned char>(wav[4 + i])} << (8 * i);
      }
    }
    return wav;
  }

  const TempFolder folder_;
  const std::uint16_t port_ = free_port();
};

TEST_F(Prototype, ItsEnvWithTheExamplesTextsStartsAndSaysWhatToPutThere) {
  write_env("your_groq_api_key", "./path/to/vosk/model");
  const auto server = launch(launch_line());
  EXPECT_EQ(server->port(), port_);
  EXPECT_EQ(server->workers().size(), 4U);
  const std::string& said = server->said();
  EXPECT_THAT(said, ContainsRegex("\\.env line 1: GROQ_API_KEY [^\n]*console\\.groq\\.com"));
  EXPECT_THAT(said, ContainsRegex("\\.env line 2: VOSK_MODEL_PATH [^\n]*alphacephei\\.com"));
  EXPECT_THAT(said, Not(HasSubstr("your_groq_api_key")));
  EXPECT_THAT(said, AllOf(HasSubstr("moonshine"), HasSubstr("llama")));
  EXPECT_THAT(said, ContainsRegex("memory in use:( [0-9]+ MiB)+, a figure for each worker"));
  EXPECT_GT(ask(*server, "en-us", "How many days are in a week?").size(), 16000U);
}

TEST_F(Prototype, ItsEnvAloneIsEnough) {
  write_env("your_groq_api_key", "./path/to/vosk/model");
  const auto server = launch({}, on_fakes());
  EXPECT_EQ(server->port(), port_);
  EXPECT_THAT(server->said(), Not(HasSubstr("SERVER_")));
  EXPECT_THAT(http_exchange(port_, "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"),
              HasSubstr("200"));
}

TEST_F(Prototype, ItsKeyAndItsModelAreUsed) {
  if (!std::filesystem::exists(kModel + "/am/final.mdl"))
    GTEST_SKIP() << "no Vosk model at " << kModel << "; scripts/test brings it";
  std::mutex mutex;
  std::string head;
  ScriptedUpstream groq([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    {
      const std::lock_guard lock(mutex);
      head = request.head;
    }
    peer.stream({"The weather ", "is mild ", "and bright ", "today."});
  });
  write_env("gsk_0123456789", kModel);
  const auto server = launch(launch_line(), {{"HOTPIN_LLM_URL", groq.url()},
                                             {"HOTPIN_LLM_MODEL", "toy"},
                                             {"HOTPIN_LLM_FALLBACK", "none"}});
  EXPECT_EQ(server->workers().size(), 4U);
  EXPECT_THAT(server->said(), AllOf(HasSubstr("hears with vosk"), HasSubstr("openai"),
                                    Not(HasSubstr("warning")), Not(HasSubstr("gsk_"))));
  EXPECT_GT(ask(*server, "ko", "안녕하세요. 오늘 날씨가 어때요?").size(), 32000U);
  const std::lock_guard lock(mutex);
  EXPECT_THAT(head, HasSubstr("Bearer gsk_0123456789"));
}

TEST_F(Prototype, AnEnvThatIsAFolderIsOneLine) {
  std::filesystem::create_directory(folder_.path() / ".env");
  const Finished ended = run_program({HOTPIN_PROGRAM, "serve"}, {}, folder_.path());
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.output, "hotpin: .env is a folder; it must be a file\n");
}

TEST_F(Prototype, AFolderThatIsThereIsNoExample) {
  std::filesystem::create_directories(folder_.path() / "path/to/model");
  const std::string model = folder_.path() / "path/to/model";
  const Finished ended = run_program({HOTPIN_PROGRAM, "serve", "--port", "0"},
                                     {{"VOSK_MODEL_PATH", model}, {"HOTPIN_LLM", "fake"}});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.output, HasSubstr("is not a Vosk model: it has no am/final.mdl"));
}

TEST_F(Prototype, MoreWorkersThanTheMemoryHoldsAreRefused) {
  constexpr std::size_t kWorkers = 64;
  constexpr std::size_t kLeastBytes = std::size_t{400} << 20U;  // of one, on the embedded engines
  if (base::available_memory_bytes() > kWorkers * kLeastBytes) {
    GTEST_SKIP() << "this machine holds as many workers as there may be";
  }
  const Finished ended =
      run_program({HOTPIN_PROGRAM, "serve", "--port", "0", "--workers", std::to_string(kWorkers)});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.output, ContainsRegex("--workers 64 is more than the memory holds: one takes "
                                          "[0-9]+ MiB, so at most [0-9]+ fit"));
}

}  // namespace
}  // namespace hotpin::tests
