// Ten thousand turns cut off at random moments, on real threads: nothing may race (run it under
// ThreadSanitizer), nothing may be left over, and every turn must end.
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>
#include <map>
#include <random>

#include "engines/fake/fake.hpp"
#include "engines/fake/timeline.hpp"
#include "session/picture/pictures.hpp"
#include "session/reply/parked_replies.hpp"
#include "session/services.hpp"
#include "session/voice_session.hpp"

namespace hotpin::stores::memory {
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now);
}

namespace hotpin::tests {
namespace {

constexpr int kClients = 8;
constexpr int kRounds = 10'000 / kClients;
constexpr base::Duration kTimeToLive = std::chrono::minutes(15);

/// Counts what a client is told; used on its conversation's thread.
class CountingLink final : public session::Link {
 public:
  void send(const protocol::ServerEvent& event) override {
    if (const auto* begun = std::get_if<protocol::Transcribing>(&event)) ++open_[begun->turn];
    if (const auto* ended = std::get_if<protocol::Completed>(&event)) {
      if (--open_[ended->turn] != 0) ++faults;
      ++completed;
      if (ended->how == protocol::Completed::How::interrupted) ++interrupted;
      ended_up_to_ = std::max(ended_up_to_, ended->turn);
    }
    if (const auto* audio = std::get_if<protocol::AudioOut>(&event)) {
      if (audio->turn <= ended_up_to_) ++faults;  // of a turn that is over
    }
  }
  double unsent_ms() const override { return 0; }
  void close(const protocol::CloseReason&) override { ++faults; }

  bool is_any_open() const {
    return std::any_of(open_.begin(), open_.end(),
                       [](const auto& turn) { return turn.second != 0; });
  }
  int completed = 0;
  int interrupted = 0;
  int faults = 0;

 private:
  std::map<base::TurnId, int> open_;
  base::TurnId ended_up_to_;
};

class Server {
 public:
  Server() {
    const std::vector<std::int16_t> pcm(1600, 1000);
    services->notices = {
        {{"not caught", pcm}, {"went wrong", pcm}, {"was busy", pcm}, {"not readable", pcm}}};
    services->ahead = std::make_shared<session::AheadBudget>(*page_, 64);
    services->thoughts = std::make_shared<session::ThoughtHabit>(*page_);
    services->parked = std::make_shared<session::ParkedReplies>(services->keeper, *page_, false);
    services->pictures =
        std::make_shared<session::Pictures>(services->keeper, *page_, session::Pictures::Options{});
  }
  /// As the program does: what the store answers is for services that are still there.
  ~Server() { store_thread_.reset(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  std::shared_ptr<engines::fake::Timeline> engines_ = std::make_shared<engines::fake::Timeline>();
  std::unique_ptr<engines::fake::Timeline> store_thread_ =
      std::make_unique<engines::fake::Timeline>();
  engines::fake::Script script_ =
      engines::fake::parse_script(
          "stt_text=what is it;stt_ms=1;llm_first_token_ms=1;llm_token_ms=0.3;tts_ms=1;"
          "llm_reply=It is one thing, and another thing, and then it is a third thing.")
          .value();
  std::unique_ptr<engine::Stt> stt_ = engines::fake::make_stt(script_, engines_);
  std::unique_ptr<engine::Llm> llm_ = engines::fake::make_llm(script_, engines_);
  std::unique_ptr<engine::Tts> tts_ = engines::fake::make_tts(script_, engines_);
  std::unique_ptr<store::ContextStore> store_ =
      stores::memory::open_store({.time_to_live = kTimeToLive, .max_turns = 10},
                                 std::chrono::system_clock::now)
          .value();
  std::shared_ptr<store::TurnKeeper> keeper_ =
      store::TurnKeeper::open(*store_, *store_thread_, kTimeToLive).value();

 public:
  std::shared_ptr<session::Services> services = std::make_shared<session::Services>(
      session::Services{*stt_, *llm_, *tts_, *keeper_, {}, {}, {}, {}});
};

class Client {
 public:
  Client(const Server& server, unsigned seed) : random_(seed) {
    on_strand([&] {
      session_ = session::VoiceSession::open(
          server.services, link_, strand_,
          {.session_id = "storm",
           .traits = {.lead_ms = 8000, .hands_free_lead_ms = 400, .ends_when_heard = true}});
    });
  }

  void run() {
    for (int round = 0; round < kRounds; ++round) {
      const bool hands_free = random_() % 4 == 0;
      on_strand([&] {
        if (hands_free) session_->on_event(protocol::ListenRequested{});
        say(5000, 300);
        say(0, 200);
        session_->on_event(protocol::EndOfSpeech{});
      });
      std::this_thread::sleep_for(std::chrono::microseconds(random_() % 8000));
      on_strand([&] {
        if (random_() % 16 == 0) session_->on_event(protocol::ResetRequested{});
        session_->on_event(protocol::CancelRequested{});
      });
    }
  }

  /// All that was begun has ended by then; gives the conversation's last counts.
  CountingLink& finish() {
    for (int look = 0; look < 1000; ++look) {
      bool is_open = true;
      on_strand([&] {
        session_->on_event(protocol::CancelRequested{});
        is_open = link_->is_any_open();
      });
      if (!is_open) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    on_strand([&] {
      session_->on_gone();
      session_.reset();
    });
    return *link_;
  }

 private:
  void on_strand(const std::function<void()>& what) {
    std::promise<void> done;
    strand_->post([&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }
  void say(std::int16_t level, std::size_t length_ms) {
    session_->on_event(protocol::AudioIn{std::vector<std::int16_t>(length_ms * 16, level)});
  }

  std::mt19937 random_;
  std::shared_ptr<engines::fake::Timeline> strand_ = std::make_shared<engines::fake::Timeline>();
  std::shared_ptr<CountingLink> link_ = std::make_shared<CountingLink>();
  std::shared_ptr<session::VoiceSession> session_;
};

unsigned seed() {
  const char* given = std::getenv("HOTPIN_TEST_SEED");
  return given == nullptr ? 1 : static_cast<unsigned>(std::atoi(given));
}

TEST(CancelStorm, EveryTurnEndsOnceAndNothingFollowsIt) {
  std::printf("HOTPIN_TEST_SEED=%u\n", seed());
  const Server server;
  std::vector<std::unique_ptr<Client>> clients;
  for (unsigned i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(server, seed() + i));
  }
  std::vector<std::thread> threads;
  for (const auto& client : clients) threads.emplace_back([&client] { client->run(); });
  for (std::thread& thread : threads) thread.join();
  int completed = 0;
  int interrupted = 0;
  for (const auto& client : clients) {
    const CountingLink& link = client->finish();
    EXPECT_EQ(link.faults, 0);
    EXPECT_FALSE(link.is_any_open());
    completed += link.completed;
    interrupted += link.interrupted;
  }
  std::printf("%d turns ended, %d of them cut off\n", completed, interrupted);
  EXPECT_GT(interrupted, kClients * kRounds / 2);
}

}  // namespace
}  // namespace hotpin::tests
