#include "load/talker.hpp"

#include <gmock/gmock.h>

#include "support/manual_executor.hpp"

namespace hotpin::bench {
namespace {

using base::Milliseconds;
using testing::ElementsAre;
using testing::SizeIs;

/// What the user sent, and when.
struct Sent {
  base::TimePoint at;
  std::string data;
  bool is_text;
};

class FakeSocket final : public net::ClientSocket {
 public:
  explicit FakeSocket(base::Executor& clock) : clock_(clock) {}
  void send_text(std::string data) override { sent.push_back({clock_.now(), data, true}); }
  void send_binary(std::string data) override { sent.push_back({clock_.now(), data, false}); }
  std::size_t backlog_bytes() const override { return 0; }
  void close() override {}
  std::vector<Sent> sent;

 private:
  base::Executor& clock_;
};

class FakeLoop final : public net::ClientLoop {
 public:
  std::shared_ptr<net::ClientSocket> open(net::ClientSocketHandler&) override { return socket; }
  std::shared_ptr<base::Executor> executor() const override { return clock; }
  void run() override {}
  void stop() override {}

  std::shared_ptr<tests::ManualExecutor> clock = std::make_shared<tests::ManualExecutor>();
  std::shared_ptr<FakeSocket> socket = std::make_shared<FakeSocket>(*clock);
};

struct Observer final : TalkerObserver {
  void on_joined() override { ++joined; }
  void on_finished() override { ++finished; }
  void on_lost(std::size_t, const base::Error&) override { ++lost; }
  int joined = 0;
  int finished = 0;
  int lost = 0;
};

/// One user who says 30 ms of ones in a room of twos, at 100 ms and at 1 s of the run.
class TalkerTest : public testing::Test {
 protected:
  void start(TurnEnd turn_end) {
    options.turn_end = turn_end;
    talker_ = std::make_unique<Talker>(0, scene, observer);
    talker_->connect(loop);
    talker_->on_open();
    hears(R"({"status":"connected"})");
    loop.socket->sent.clear();
    begin_ = loop.clock->now();
    talker_->talk(plan, begin_);
  }
  void hears(std::string_view message) { talker_->on_text(message, loop.clock->now()); }
  void run_until_ms(int milliseconds) {
    loop.clock->run_for(begin_ + Milliseconds(milliseconds) - loop.clock->now());
  }
  double ms_of(const Sent& sent) const { return base::to_ms(sent.at - begin_); }
  /// The sample at `index` of all audio that was sent.
  int sample(std::size_t index) const {
    std::string all;
    for (const Sent& sent : loop.socket->sent) all += sent.is_text ? "" : sent.data;
    return all.at(index * 2);
  }

  Options options;
  std::vector<Utterance> utterances{{"it", std::vector<std::int16_t>(480, 1), {}, {2}}};
  UserPlan plan{{{Milliseconds(100), 0, 15}, {Milliseconds(1000), 0, 15}}, Milliseconds(1500)};
  FakeLoop loop;
  Scene scene{options, utterances, "run-", loop.clock, {{{0, 15}, utterances[0].wire_bytes(240)}},
              {}};
  Observer observer;
  std::unique_ptr<Talker> talker_;
  base::TimePoint begin_{};
};

TEST_F(TalkerTest, BySignalEachMessageIsSentWhenItsLastSampleWasSpoken) {
  start(TurnEnd::signal);
  run_until_ms(900);
  const std::vector<Sent>& sent = loop.socket->sent;
  ASSERT_THAT(sent, SizeIs(4));
  EXPECT_DOUBLE_EQ(ms_of(sent[0]), 120);
  EXPECT_DOUBLE_EQ(ms_of(sent[1]), 140);
  EXPECT_DOUBLE_EQ(ms_of(sent[2]), 145) << "30 ms of speech and 15 of tail";
  EXPECT_DOUBLE_EQ(ms_of(sent[3]), 145);
  EXPECT_EQ(sent[0].data.size(), 640U);
  EXPECT_EQ(sent[2].data.size(), 160U);
  EXPECT_EQ(sent[3].data, R"({"signal":"EOS"})");
  EXPECT_EQ(sample(479), 1);
  EXPECT_EQ(sample(480), 2);
  EXPECT_THAT(scene.lateness_ms, ElementsAre(0, 0, 0));
  const TurnRecord& turn = talker_->records().at(0);
  EXPECT_DOUBLE_EQ(base::to_ms(turn.speech_ended - begin_), 130);
  EXPECT_DOUBLE_EQ(base::to_ms(*turn.signalled - begin_), 145);
}

TEST_F(TalkerTest, TheNextTurnBeginsAsPlannedAndCutsTheAnswerOff) {
  start(TurnEnd::signal);
  run_until_ms(200);
  hears(R"({"status":"processing","stage":"tts","turn":1,"response":"A long one."})");
  run_until_ms(1000);
  EXPECT_EQ(loop.socket->sent.back().data, R"({"signal":"CANCEL"})");
  EXPECT_DOUBLE_EQ(ms_of(loop.socket->sent.back()), 1000);
  run_until_ms(1100);
  EXPECT_EQ(talker_->records().size(), 2U);
}

TEST_F(TalkerTest, ItIsFinishedWithItsLastAnswerOrWhenThePlanEnds) {
  start(TurnEnd::signal);
  run_until_ms(1100);
  EXPECT_EQ(observer.finished, 0);
  hears(R"({"status":"complete","turn":2,"how":"spoken"})");
  EXPECT_EQ(observer.finished, 1);
  run_until_ms(2000);
  EXPECT_EQ(observer.finished, 1) << "once";

  start(TurnEnd::signal);
  run_until_ms(1499);
  EXPECT_EQ(observer.finished, 1);
  run_until_ms(1500);
  EXPECT_EQ(observer.finished, 2);
}

TEST_F(TalkerTest, HandsFreeTheMicrophoneStaysOpen) {
  start(TurnEnd::listen);
  run_until_ms(1300);
  const std::vector<Sent>& sent = loop.socket->sent;
  EXPECT_EQ(sent.front().data, R"({"signal":"LISTEN"})");
  EXPECT_THAT(sent, SizeIs(1 + 1300 / 20));
  for (std::size_t i = 1; i < sent.size(); ++i) {
    EXPECT_EQ(sent[i].data.size(), 640U);
    EXPECT_DOUBLE_EQ(ms_of(sent[i]), 20.0 * double(i));
  }
  const auto at_ms = [this](int milliseconds) {
    return sample(static_cast<std::size_t>(milliseconds) * 16);
  };
  EXPECT_EQ(at_ms(99), 2);
  EXPECT_EQ(at_ms(100), 1);
  EXPECT_EQ(at_ms(129), 1);
  EXPECT_EQ(at_ms(130), 2);
  EXPECT_EQ(at_ms(1010), 1);
  EXPECT_EQ(at_ms(1200), 2);
  EXPECT_EQ(talker_->records().size(), 2U);
  EXPECT_DOUBLE_EQ(base::to_ms(talker_->records()[0].speech_ended - begin_), 130);
}

TEST_F(TalkerTest, ALostConnectionIsToldOnce) {
  start(TurnEnd::signal);
  run_until_ms(120);
  talker_->on_gone({"closed", "it broke"});
  run_until_ms(2000);
  EXPECT_EQ(observer.lost, 1);
  EXPECT_EQ(observer.finished, 0);
  EXPECT_THAT(loop.socket->sent, SizeIs(1)) << "nothing is sent behind it";
}

}  // namespace
}  // namespace hotpin::bench
