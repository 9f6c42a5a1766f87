#include "load/generator.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <unistd.h>

#include "client/wire/client_message.hpp"
#include "client/wire/pcm.hpp"
#include "load/talker.hpp"

namespace hotpin::bench {
namespace {

constexpr std::size_t kConnectingAtOnce = 32;
constexpr std::size_t kGrowthSteps = 4;
constexpr base::Duration kJoinLimit = std::chrono::seconds(90);  // a peer loads models for each
constexpr base::Duration kSettle = base::Milliseconds(500);
constexpr base::Duration kLeaveLimit = std::chrono::seconds(2);
constexpr base::Duration kDefaultStagger = std::chrono::seconds(6);

base::Duration from_s(double seconds) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(seconds));
}

base::Duration stagger_of(const Options& options) {
  if (options.stagger_s >= 0) return from_s(options.stagger_s);
  return options.talkers() == 1 ? base::Duration{} : kDefaultStagger;
}

std::vector<UserPlan> plan_for(const Options& options, const std::vector<Utterance>& utterances) {
  std::vector<base::Duration> lengths;
  for (const Utterance& utterance : utterances) {
    lengths.push_back(client::length_of(utterance.speech.size()));
  }
  const bool is_open = options.turn_end == TurnEnd::listen;
  return make_plan({.users = options.talkers(),
                    .turns = options.turns,
                    .tails_ms = is_open ? std::vector<int>{0} : options.tails_ms,
                    .listening = from_s(options.listening_s),
                    .pause = from_s(options.pause_s),
                    .stagger = stagger_of(options),
                    .seed = options.seed},
                   lengths);
}

/// Clocks of everybody who works on a run, read at its begin and its end.
struct Clocks {
  base::TimePoint at{};
  MachineTime machine;
  double server_s = 0;
  double helpers_s = 0;
  double self_s = 0;

  static Clocks read(const Options& options) {
    Clocks clocks{std::chrono::steady_clock::now(), machine_time()};
    if (options.server_pid > 0) clocks.server_s = ProcessTree(options.server_pid).cpu_s();
    for (const pid_t pid : options.helper_pids) clocks.helpers_s += ProcessTree(pid).cpu_s();
    clocks.self_s = ProcessTree(getpid()).cpu_s();
    return clocks;
  }
};

class Generator final : public TalkerObserver {
 public:
  Generator(const Options& options, const std::vector<Utterance>& utterances, net::ClientLoop& loop)
      : options_(options),
        loop_(loop),
        scene_{options,         utterances, client::random_session_id("bench-") + "-",
               loop.executor(), {},         {}},
        plans_(plan_for(options, utterances)) {
    render();
    for (std::size_t user = 0; user < options.sessions; ++user) {
      talkers_.push_back(std::make_unique<Talker>(user, scene_, *this));
    }
  }

  base::Result<RunResult> run() {
    result_.has_server = options_.server_pid > 0;
    weigh();
    connect_up_to(next_step());
    after(kJoinLimit, [this] {
      if (joined_ < talkers_.size()) {
        fail({"timeout", std::to_string(talkers_.size() - joined_) + " of " +
                             std::to_string(talkers_.size()) + " sessions did not join in time"});
      }
    });
    loop_.run();
    if (failure_) return *failure_;
    return std::move(result_);
  }

  void on_joined() override {
    if (++joined_ == step_) {
      after(kSettle, [this] { step_is_there(); });
    } else {
      connect_more();
    }
  }

  void on_finished() override {
    if (++finished_ == plans_.size()) end();
  }

  void on_lost(std::size_t user, const base::Error& why) override {
    if (!is_talking_) {
      return fail({why.code, "session " + std::to_string(user) + ": " + why.detail});
    }
    ++result_.lost;
    if (user < plans_.size()) on_finished();
  }

 private:
  /// All that will be said by signal, so that nothing is worked out while messages are due.
  void render() {
    if (options_.turn_end == TurnEnd::listen) return;
    for (std::size_t i = 0; i < scene_.utterances.size(); ++i) {
      for (const int tail_ms : options_.tails_ms) {
        const std::size_t behind = client::samples_in(base::Milliseconds(tail_ms));
        scene_.clips[{i, tail_ms}] = scene_.utterances[i].wire_bytes(behind);
      }
    }
  }

  template <typename Step>
  void after(base::Duration delay, Step step) {
    scene_.executor->post_after(delay, std::move(step));
  }

  void fail(base::Error error) {
    if (!failure_) failure_ = std::move(error);
    loop_.stop();
  }

  /// So many sessions are connected when the server is weighed next; all in one step if it is not.
  std::size_t next_step() const {
    const std::size_t steps = result_.has_server ? kGrowthSteps : 1;
    return std::min(talkers_.size(), step_ + (talkers_.size() + steps - 1) / steps);
  }

  void connect_up_to(std::size_t step) {
    step_ = step;
    connect_more();
  }

  void connect_more() {
    while (opened_ < step_ && opened_ - joined_ < kConnectingAtOnce) {
      talkers_[opened_++]->connect(loop_);
    }
  }

  void step_is_there() {
    weigh();
    if (step_ < talkers_.size()) return connect_up_to(next_step());
    is_talking_ = true;
    base::Duration longest{};
    for (const UserPlan& plan : plans_) longest = std::max(longest, plan.end);
    scene_.lateness_ms.reserve(
        plans_.size() * static_cast<std::size_t>(base::to_ms(longest) / options_.message_ms + 2));
    begun_ = Clocks::read(options_);
    const base::TimePoint begin = scene_.executor->now() + kSettle;
    for (std::size_t user = 0; user < plans_.size(); ++user) {
      talkers_[user]->talk(plans_[user], begin);
    }
  }

  void weigh() {
    if (!result_.has_server) return;
    result_.growth.push_back({joined_, ProcessTree(options_.server_pid).weigh()});
  }

  void end() {
    const Clocks ended = Clocks::read(options_);
    result_.wall_s = base::to_ms(ended.at - begun_.at) / 1000;
    result_.server_cpu_s = ended.server_s - begun_.server_s;
    result_.generator_cpu_s = ended.self_s - begun_.self_s;
    const double ours_s =
        result_.server_cpu_s + result_.generator_cpu_s + ended.helpers_s - begun_.helpers_s;
    const double busy_s = ended.machine.busy_s - begun_.machine.busy_s;
    result_.other_cores = std::max(0.0, busy_s - ours_s) / result_.wall_s;
    result_.stolen_cores = (ended.machine.stolen_s - begun_.machine.stolen_s) / result_.wall_s;
    if (result_.has_server) result_.weight_after = ProcessTree(options_.server_pid).weigh();
    collect();
    for (const auto& talker : talkers_) talker->leave();
    wait_for_leave(scene_.executor->now() + kLeaveLimit);
  }

  void collect() {
    result_.lateness_ms.assign(scene_.lateness_ms.begin(), scene_.lateness_ms.end());
    for (std::size_t user = 0; user < plans_.size(); ++user) {
      const Talker& talker = *talkers_[user];
      const std::vector<TurnRecord>& records = talker.records();
      result_.answers_s += static_cast<double>(talker.answer_samples()) / client::kWireRateHz;
      result_.turns.insert(result_.turns.end(), records.begin(), records.end());
      add_missing(user, records.size());
      if (records.empty()) continue;
      const base::TimePoint last = records.back().ended.value_or(scene_.executor->now());
      result_.conversation_min += base::to_ms(last - records.front().began) / 60'000;
    }
  }

  /// Turns that were planned and never begun, the connection being lost: they wait for ever.
  void add_missing(std::size_t user, std::size_t begun) {
    const std::vector<PlannedTurn>& planned = plans_[user].turns;
    for (std::size_t turn = begun; turn < planned.size(); ++turn) {
      TurnRecord record;
      record.user = user;
      record.number = turn;
      record.utterance = planned[turn].utterance;
      record.tail_ms = planned[turn].tail_ms;
      record.error = "connection lost";
      result_.turns.push_back(std::move(record));
    }
  }

  void wait_for_leave(base::TimePoint limit) {
    const bool all_gone = std::all_of(talkers_.begin(), talkers_.end(),
                                      [](const auto& talker) { return talker->is_gone(); });
    if (all_gone || scene_.executor->now() > limit) return loop_.stop();
    after(base::Milliseconds(20), [this, limit] { wait_for_leave(limit); });
  }

  const Options& options_;
  net::ClientLoop& loop_;
  Scene scene_;
  const std::vector<UserPlan> plans_;
  std::vector<std::unique_ptr<Talker>> talkers_;
  RunResult result_;
  std::optional<base::Error> failure_;
  Clocks begun_;
  std::size_t step_ = 0;  // sessions that are to be connected before the next weighing
  std::size_t opened_ = 0;
  std::size_t joined_ = 0;
  std::size_t finished_ = 0;
  bool is_talking_ = false;
};

}  // namespace

base::Result<RunResult> run_load(const Options& options, const std::vector<Utterance>& utterances) {
  const std::string url = options.server == Server::pipecat
                              ? pipecat_address(options.url, options.turn_end)
                              : options.url;
  const auto loop = net::ClientLoop::to(url);
  if (!loop) return loop.error();
  Generator generator(options, utterances, **loop);
  return generator.run();
}

}  // namespace hotpin::bench
