// The device's needs, each by itself, and fifty turns in bad weather. docs/PROTOCOL.md, "For
// devices".
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "support/device/network.hpp"
#include "support/device/simulated_device.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using device::FrameSocket;
using device::Network;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Moment = SimulatedDevice::Moment;
using Turn = SimulatedDevice::Turn;

constexpr const char* kReset = R"({"signal":"RESET"})";

class Device : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes()); }
  static void TearDownTestSuite() { server.reset(); }
  static inline std::unique_ptr<ServerProcess> server;

  /// A turn that was answered, by speech, and left the device free.
  static void expect_answered(const Turn& turn) {
    EXPECT_FALSE(turn.is_stuck) << turn.state;
    EXPECT_FALSE(turn.was_broken_off);
    EXPECT_THAT(turn.stages, testing::Not(IsEmpty()));
    if (!turn.stages.empty()) {
      EXPECT_EQ(turn.stages.front(), "transcription");
      EXPECT_EQ(turn.stages.back(), "complete");
    }
    EXPECT_GT(turn.played_ms, 50);
  }
  static void expect_content(SimulatedDevice& device) {
    EXPECT_THAT(device.take_complaints(), IsEmpty());
  }
};

TEST_F(Device, HoldsATurnAsItsFirmwareWantsIt) {
  SimulatedDevice device(server->port(), {});
  for (int i = 0; i < 3; ++i) {
    const Turn turn = device.talk(1000);
    expect_answered(turn);
    EXPECT_THAT(turn.stages, ElementsAre("transcription", "llm", "tts", "complete"));
    EXPECT_THAT(turn.transcript, testing::StartsWith("heard "));
    // "You said: heard 1000 milliseconds." at 50 ms a character
    EXPECT_GT(turn.played_ms, 1500);
    EXPECT_EQ(turn.pcm.size(), static_cast<std::size_t>(turn.played_ms * 32));
  }
  expect_content(device);
  EXPECT_EQ(device.connections(), 1U);
}

TEST_F(Device, EmptyAudioAndSilenceGoThroughTheStagesToo) {
  SimulatedDevice device(server->port(), {});
  for (const double speech_ms : {0.0, 100.0, 1000.0}) {
    const Turn turn = device.talk(speech_ms, false);
    expect_answered(turn);
    EXPECT_THAT(turn.stages,
                ElementsAre("transcription", "error not_understood", "tts", "complete"));
  }
  expect_content(device);
}

TEST_F(Device, EveryFailureIsSpokenAndCompleted) {
  for (const char* fault : {"fail=stt", "fail=llm", "fail=llm_late", "fail=tts", "hang=stt",
                            "hang=llm", "hang=llm_late", "hang=tts"}) {
    SCOPED_TRACE(fault);
    const ServerProcess failing(
        on_fakes(fault, {{"HOTPIN_LLM_TIMEOUT_S", "1"}, {"HOTPIN_ENGINE_TIMEOUT_S", "1"}}));
    SimulatedDevice device(failing.port(), {});
    const Turn turn = device.talk(500);
    expect_answered(turn);
    EXPECT_THAT(turn.stages, testing::Contains(testing::StartsWith("error ")));
    expect_content(device);
  }
}

TEST_F(Device, ASlowModelMakesNoGapInTheAudio) {
  const ServerProcess slow(on_fakes("llm_reply=Yes. No.;llm_token_ms=12000"));
  SimulatedDevice device(slow.port(), {});
  const Turn turn = device.talk(500);
  expect_answered(turn);
  expect_content(device);
}

TEST_F(Device, ALongReplyIsSentAtThePaceOfTheLoudspeaker) {
  std::string text = "It is";
  for (int i = 0; i < 40; ++i) text += " long";
  const ServerProcess talkative(on_fakes("llm_reply=" + text + "."));
  SimulatedDevice device(talkative.port(), {.speed = 1});
  const Turn turn = device.talk(1000);
  expect_answered(turn);
  EXPECT_GT(turn.played_ms, 10'000);
  EXPECT_GT(device.most_buffered_bytes(), 7U * 32'000);
  EXPECT_LE(device.most_buffered_bytes(), 8U * 32'000 + 2 * 4096);
  expect_content(device);
}

TEST_F(Device, MayStopReadingForFifteenSeconds) {
  SimulatedDevice device(server->port(), {});
  device.at(Moment::thinking, [&] { device.stop_reading(15'000); });
  expect_answered(device.talk(1000));
  expect_answered(device.talk(1000));
  EXPECT_EQ(device.connections(), 1U);
  expect_content(device);
}

TEST_F(Device, ManyMayShareOneId) {
  std::vector<std::thread> users;
  std::vector<Turn> turns(4);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    users.emplace_back([&turns, i] {
      SimulatedDevice device(server->port(), {.session_id = "esp32-cam-hotpin-001"});
      for (int round = 0; round < 3; ++round) {
        turns[i] = device.talk(512 * (1.0 + static_cast<double>(i)));
        expect_answered(turns[i]);
      }
      expect_content(device);
    });
  }
  for (std::thread& user : users) user.join();
  for (std::size_t i = 0; i < turns.size(); ++i) {
    EXPECT_EQ(turns[i].transcript, "heard " + std::to_string(512 * (i + 1)) + " milliseconds");
  }
}

TEST_F(Device, MayResetInEachState) {
  const ServerProcess slow(on_fakes("stt_ms=100;llm_first_token_ms=100;tts_ms=100"));
  SimulatedDevice device(slow.port(), {});
  device.at(Moment::connected, [&] { device.say(kReset); });
  expect_answered(device.talk(1000));
  for (const Moment moment :
       {Moment::sent, Moment::waiting, Moment::thinking, Moment::playing, Moment::played}) {
    device.at(moment, [&] { device.say(kReset); });
    expect_answered(device.talk(1000));
  }
  expect_content(device);
}

TEST_F(Device, IsAnsweredAgainWhenItEndsAnUtteranceThatTheServerHasEnded) {
  const ServerProcess strict(on_fakes("", {{"HOTPIN_MAX_UTTERANCE_S", "1"}}));
  SimulatedDevice device(strict.port(), {});
  const Turn turn = device.talk(60'000);
  expect_answered(turn);
  EXPECT_THAT(turn.stages, ElementsAre("transcription", "llm", "tts", "complete", "transcription",
                                       "error not_understood", "tts", "complete"));
  expect_content(device);
}

TEST_F(Device, GetsShortTextsWhateverIsSaid) {
  const std::string awkward = "Say " + std::string(1500, '"');
  const ServerProcess verbose(
      on_fakes("stt_text=" + awkward + ";llm_reply=Word " + std::string(900, '"') + "."));
  SimulatedDevice device(verbose.port(), {});
  const Turn turn = device.talk(1000);
  expect_answered(turn);
  EXPECT_GT(turn.transcript.size(), 400U);
  expect_content(device);
}

// The connection.

/// Reads frames up to a text with `last` in it; gives the texts.
std::vector<std::string> texts_up_to(FrameSocket& socket, const std::string& last) {
  std::vector<std::string> texts;
  while (const auto piece = socket.read(20'000)) {
    if (piece->opcode != device::text) continue;
    texts.push_back(piece->bytes);
    if (texts.back().find(last) != std::string::npos) return texts;
  }
  ADD_FAILURE() << "nothing with " << last << " came";
  return texts;
}

TEST_F(Device, EveryWholeMessageIsAcknowledgedAtOnce) {
  FrameSocket socket(server->port(), "User-Agent: ESP32 Websocket Client\r\n", 0);
  socket.send(device::text, R"({"session_id":"d"})");
  texts_up_to(socket, "connected");
  for (int turn = 0; turn < 2; ++turn) {
    for (int sent = 1; sent <= 20; ++sent) {
      socket.send(device::binary, std::string(4096, 'a'));
      EXPECT_THAT(texts_up_to(socket, "receiving").back(),
                  HasSubstr(R"("chunks_received":)" + std::to_string(sent) +
                            R"(,"bytes_received":)" + std::to_string(4096 * sent) + "}"));
    }
    // One in three frames, one empty, one longer than a piece: a message each.
    socket.send(device::binary, std::string(1000, 'a'), false);
    socket.send(device::continuation, std::string(1001, 'a'), false);
    socket.send(device::continuation, "", true);
    EXPECT_THAT(texts_up_to(socket, "receiving").back(),
                HasSubstr(R"("chunks_received":21,"bytes_received":83921)"));
    socket.send(device::binary, "");
    EXPECT_THAT(texts_up_to(socket, "receiving").back(),
                HasSubstr(R"("chunks_received":22,"bytes_received":83921)"));
    socket.send(device::binary, std::string(20'001, 'a'));
    EXPECT_THAT(texts_up_to(socket, "receiving").back(),
                HasSubstr(R"("chunks_received":23,"bytes_received":103922)"));
    socket.send(device::text, R"({"signal":"EOS"})");
    texts_up_to(socket, "complete");
  }
}

TEST_F(Device, IsToldToGoWhenItSaysNothingForLong) {
  const ServerProcess brief(on_fakes("", {{"HOTPIN_IDLE_S", "1"}}));
  const auto idle = WireClient::joined(brief.url());
  const Message end = idle->read();
  EXPECT_EQ(end.close_code, 1000);
  EXPECT_EQ(end.data, "Idle timeout");
  const auto listening = WireClient::joined(brief.url());
  listening->say(R"({"signal":"LISTEN"})");
  listening->give(640);
  EXPECT_EQ(listening->read().data, "Idle timeout");
}

TEST_F(Device, WhatItHadSaidIsAnsweredWhenItSaysNoMore) {
  const ServerProcess brief(on_fakes("", {{"HOTPIN_IDLE_S", "1"}}));
  const auto client = WireClient::joined(brief.url());
  client->give(16'000);
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("heard 500 milliseconds"));
  client->give(2);
  EXPECT_THAT(client->read().data, HasSubstr(R"("chunks_received":1,)")) << "a new count";
  client->say(R"({"signal":"EOS"})");
  client->read_up_to(R"("complete")");
  EXPECT_EQ(client->read().close_code, 1000);
}

// The network.

class BadNetwork : public Device {
 protected:
  /// Time enough in each stage for something to happen in it.
  static void SetUpTestSuite() {
    server = std::make_unique<ServerProcess>(
        on_fakes("stt_ms=100;llm_first_token_ms=100;llm_token_ms=20;tts_ms=50"));
  }
  static inline const SimulatedDevice::Options kQuickToNotice{.dead_after_ms = 12'000};

  Network network{server->port()};
  SimulatedDevice device{network.port(), kQuickToNotice};

  /// The fault happens; then everything is well again.
  void expect_survived(Moment moment, const std::function<void()>& fault) {
    device.talk(1000);
    device.at(moment, fault);
    const Turn turn = device.talk(2000);
    EXPECT_FALSE(turn.is_stuck) << turn.state;
    network.heal();
    device.take_complaints();
    expect_answered(device.talk(1000));
    expect_content(device);
  }
};

TEST_F(BadNetwork, IsCutWhileTheDeviceRecords) {
  expect_survived(Moment::recording, [this] { network.cut(); });
}

TEST_F(BadNetwork, IsCutWhileTheDeviceWaits) {
  for (const Moment moment : {Moment::sent, Moment::waiting, Moment::thinking}) {
    expect_survived(moment, [this] { network.cut(); });
  }
}

TEST_F(BadNetwork, IsCutWhileTheDevicePlays) {
  expect_survived(Moment::playing, [this] { network.cut(); });
}

TEST_F(BadNetwork, GoesDarkWhileTheDeviceRecords) {
  expect_survived(Moment::recording, [this] { network.go_dark(); });
}

TEST_F(BadNetwork, GoesDarkWhileTheDeviceWaits) {
  expect_survived(Moment::waiting, [this] { network.go_dark(); });
}

TEST_F(BadNetwork, IsSlow) {
  network.delay(150);  // of real time, so the device lives in that too
  SimulatedDevice unhurried{network.port(), {.speed = 1}};
  expect_answered(unhurried.talk(2000));
  expect_content(unhurried);
}

TEST_F(BadNetwork, CutsEverythingIntoSmallSegments) {
  network.split(7, 536);
  for (int i = 0; i < 3; ++i) expect_answered(device.talk(1000));
  expect_content(device);
}

// Fifty turns.

struct Fault {
  std::string name;
  std::function<void(Network&, SimulatedDevice&)> begin;
  bool is_elsewhere = false;  // the turn is with another server
};

/// The fault happens to the network when the device has come so far.
Fault network_fault(std::string name, Moment moment, void (Network::*fault)()) {
  return {std::move(name), [moment, fault](Network& network, SimulatedDevice& device) {
            device.at(moment, [&network, fault] { (network.*fault)(); });
          }};
}

/// The device, in standby, finds itself at another server.
void move(Network& network, SimulatedDevice& device, std::uint16_t server_port) {
  device.wait(15'000);  // the last answer has arrived beyond doubt
  network.lead_to(server_port);
  bool is_there = false;
  device.at(Moment::connected, [&is_there] { is_there = true; });
  network.cut();
  while (!is_there) device.wait(100);
}

/// The turn is with a server whose engines fail so.
Fault engine_fault(const std::string& script, const std::shared_ptr<ServerProcess>& failing) {
  return {script,
          [failing](Network& network, SimulatedDevice& device) {
            move(network, device, failing->port());
          },
          true};
}

std::vector<Fault> all_faults() {
  std::vector<Fault> faults = {
      {"delay", [](Network& network, SimulatedDevice&) { network.delay(150); }},
      {"segments", [](Network& network, SimulatedDevice&) { network.split(5, 536); }},
      {"reads nothing",
       [](Network&, SimulatedDevice& device) {
         device.at(Moment::waiting, [&device] { device.stop_reading(3'000); });
       }},
      network_fault("cut while recording", Moment::recording, &Network::cut),
      network_fault("cut behind the end of speech", Moment::sent, &Network::cut),
      network_fault("cut while recognising", Moment::waiting, &Network::cut),
      network_fault("cut while thinking", Moment::thinking, &Network::cut),
      network_fault("cut while playing", Moment::playing, &Network::cut),
      network_fault("dark while recording", Moment::recording, &Network::go_dark),
      network_fault("dark while waiting", Moment::waiting, &Network::go_dark),
  };
  for (const char* script : {"fail=stt", "fail=llm", "fail=llm_late", "fail=tts", "hang=stt",
                             "hang=llm", "hang=llm_late", "hang=tts"}) {
    faults.push_back(engine_fault(
        script, std::make_shared<ServerProcess>(on_fakes(
                    script, {{"HOTPIN_LLM_TIMEOUT_S", "1"}, {"HOTPIN_ENGINE_TIMEOUT_S", "1"}}))));
  }
  return faults;
}

unsigned asked_number(const char* name, unsigned otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

/// One fault of each kind, so one turn in fifty for each.
TEST_F(BadNetwork, HoldsFiftyTurnsInARowAndTheDeviceIsNeverStuck) {
  const unsigned seed = asked_number("HOTPIN_TEST_SEED", std::random_device{}());
  std::printf("HOTPIN_TEST_SEED=%u\n", seed);
  std::vector<Fault> plan = all_faults();
  plan.resize(std::max<std::size_t>(plan.size(), asked_number("HOTPIN_TEST_TURNS", 50)));
  std::mt19937 random(seed);
  std::shuffle(plan.begin(), plan.end(), random);
  std::uniform_real_distribution<double> length_ms(300, 3'000);
  for (const Fault& fault : plan) {
    SCOPED_TRACE(fault.name.empty() ? "undisturbed" : fault.name);
    if (fault.begin) fault.begin(network, device);
    Turn turn = device.talk(length_ms(random));
    ASSERT_FALSE(turn.is_stuck) << turn.state;
    // The device lives ten times as fast as the server thinks: the end of the turn before it, which
    // was disturbed, may come late.
    if (!turn.stages.empty() && turn.stages.front() == "complete")
      turn.stages.erase(turn.stages.begin());
    if (!fault.begin) {
      expect_answered(turn);
      expect_content(device);
      continue;
    }
    EXPECT_GT(turn.played_ms, 50) << "something is said";
    network.heal();
    if (fault.is_elsewhere) move(network, device, server->port());
    device.take_complaints();
  }
}

}  // namespace
}  // namespace hotpin::tests
