#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "client/turn_client.hpp"
#include "support/server_process.hpp"
#include "support/speech/speech_lab.hpp"
#include "support/speech/word_error_rate.hpp"

namespace hotpin::tests {
namespace {

/// A word that belongs to one conversation alone. All of them survive being spoken and recognised.
constexpr std::array<const char*, 8> kCanaries = {"elephant",  "pineapple",  "umbrella",
                                                  "chocolate", "university", "newspaper",
                                                  "telephone", "butterfly"};

std::size_t turns_to_hold() {
  const char* asked = std::getenv("HOTPIN_TEST_TURNS");
  return asked != nullptr ? std::strtoul(asked, nullptr, 10) : 30;
}

struct Tally {
  std::size_t turns = 0;
  std::size_t finished = 0;
  std::size_t own_in_transcript = 0;
  std::size_t own_in_audio = 0;
  std::size_t foreign = 0;
};

bool has_word(const std::string& text, const std::string& word) {
  const std::vector<std::string> words = words_of(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_foreign(const std::string& text, std::size_t own) {
  for (std::size_t i = 0; i < kCanaries.size(); ++i) {
    if (i != own && has_word(text, kCanaries[i])) return true;
  }
  return false;
}

/// Eight clients at once, each with its own word, on the embedded recogniser and voice; the model
/// repeats the question. The voice leaves nothing to chance: what is tested is whether
/// conversations mix, not how well the recogniser knows this voice.
class Conversations : public testing::Test {
 protected:
  Conversations() {
    for (const char* canary : kCanaries) questions_.push_back(question_with(canary));
  }

  std::vector<std::int16_t> question_with(const std::string& canary) {
    return lab_.say("My word is " + canary + ". I repeat: " + canary + ".");
  }

  Tally hold(const std::function<std::string(std::size_t)>& session_of) {
    const ServerProcess server({{"HOTPIN_LLM", "fake"},
                                {"HOTPIN_FAKE_SCRIPT", "llm_reply={user}"},
                                {"HOTPIN_TTS_MODEL_PATH", lab_.voice_folder()}});
    Tally tally;
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < kCanaries.size(); ++i) {
      clients.emplace_back([&, i] { converse(server, session_of(i), i, tally); });
    }
    for (std::thread& client : clients) client.join();
    std::printf(
        "%zu turns: finished %zu, own word in the transcript %zu, in the audio %zu, others' words "
        "%zu\n",
        tally.turns, tally.finished, tally.own_in_transcript, tally.own_in_audio, tally.foreign);
    return tally;
  }

  static void expect_nobody_mixed(const Tally& tally) {
    EXPECT_EQ(tally.turns, kCanaries.size() * turns_to_hold());
    EXPECT_EQ(tally.finished, tally.turns);
    EXPECT_EQ(tally.own_in_transcript, tally.turns);
    EXPECT_EQ(tally.own_in_audio, tally.turns);
    EXPECT_EQ(tally.foreign, 0U);
  }

 private:
  void converse(const ServerProcess& server, const std::string& session, std::size_t own,
                Tally& tally) {
    auto client = client::TurnClient::connect(server.url(), {.session_id = session});
    for (std::size_t i = 0; client && i < turns_to_hold(); ++i) {
      const auto turn =
          (*client)->run(questions_[own], {.pace = client::TurnOptions::Pace::at_once});
      if (!turn) break;
      const std::string again = lab_.hear(turn->pcm);
      const std::lock_guard lock(mutex_);
      ++tally.turns;
      tally.finished += turn->how == "spoken" ? 1 : 0;
      tally.own_in_transcript += has_word(turn->transcript, kCanaries[own]) ? 1 : 0;
      tally.own_in_audio += has_word(again, kCanaries[own]) ? 1 : 0;
      const bool is_mixed = has_foreign(turn->transcript, own) ||
                            has_foreign(turn->response, own) || has_foreign(again, own);
      tally.foreign += is_mixed ? 1 : 0;
      if (!has_word(again, kCanaries[own]))
        std::printf("  %s: %s | %s\n", kCanaries[own], turn->response.c_str(), again.c_str());
    }
  }

  SpeechLab lab_;
  std::vector<std::vector<std::int16_t>> questions_;
  std::mutex mutex_;
};

TEST_F(Conversations, EightAtOnceKeepApart) {
  expect_nobody_mixed(hold([](std::size_t i) { return "client " + std::to_string(i); }));
}

TEST_F(Conversations, EightOfOneSessionIdKeepApart) {
  expect_nobody_mixed(hold([](std::size_t) { return std::string("everybody"); }));
}

}  // namespace
}  // namespace hotpin::tests
