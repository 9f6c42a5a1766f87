#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "dialog/turn_machine.hpp"

/// A turn machine whose decisions are read as words.
namespace hotpin::dialog {

/// So many samples of silence.
inline AudioArrived arrived(std::size_t samples) {
  static const std::vector<std::int16_t> silence(160'000);
  return {std::span(silence).first(samples)};
}

/// Effects as one readable line.
struct Words {
  std::string operator()(const OpenUtterance& e) const {
    return (e.is_live ? "live" : "open") + id(e.turn);
  }
  std::string operator()(const Hear& e) const {
    return "hear" + id(e.turn) + "x" + std::to_string(e.pcm.size());
  }
  std::string operator()(const Peek& e) const { return "peek" + id(e.turn); }
  std::string operator()(const JudgeEnd& e) const { return "judge" + id(e.turn); }
  std::string operator()(const CloseUtterance& e) const {
    return "close" + id(e.turn) + (e.takes_rest ? "+" : "");
  }
  std::string operator()(const TakeWords& e) const { return "take" + id(e.turn); }
  std::string operator()(const DiscardUtterance& e) const {
    return "discard" + id(e.turn) + (e.takes_rest ? "+" : "");
  }
  std::string operator()(const TellSpeechStarted& e) const { return "started" + id(e.turn); }
  std::string operator()(const TellSpeechStopped& e) const { return "stopped" + id(e.turn); }
  std::string operator()(const TellWords& e) const { return "words" + id(e.turn) + ":" + e.text; }
  std::string operator()(const ReadAhead& e) const { return "read" + id(e.turn) + ":" + e.text; }
  std::string operator()(const BeginAhead& e) const { return "ahead" + id(e.turn) + ":" + e.text; }
  std::string operator()(const DropAhead&) const { return "drop-ahead"; }
  std::string operator()(const AnnounceTurn& e) const {
    return "announce" + id(e.turn) + (e.hit_limit ? "!" : "");
  }
  std::string operator()(const StartReply& e) const {
    return (e.is_begun ? "begun" : "reply") + id(e.turn) + ":" + e.transcript;
  }
  std::string operator()(const KeepWords& e) const {
    return "keep" + id(e.turn) + (e.failed ? "!" : ":" + e.text);
  }
  std::string operator()(const StartAnswer& e) const {
    return (e.speaks ? "answer" : "write") + id(e.turn);
  }
  std::string operator()(const SpeakNotice& e) const {
    return "notice" + id(e.turn) + ":" + std::to_string(static_cast<int>(e.notice));
  }
  std::string operator()(const HoldReply& e) const { return "hold" + id(e.turn); }
  std::string operator()(const ResumeReply& e) const { return "resume" + id(e.turn); }
  std::string operator()(const StopReply& e) const {
    return (e.why == StopReply::Why::cancelled ? "cancel" : "stop") + id(e.turn);
  }
  std::string operator()(const RestoreReply& e) const { return "restore" + id(e.turn); }
  std::string operator()(const ForgetHistory& e) const { return "forget" + id(e.up_to); }
  std::string operator()(const CloseClient&) const { return "bye"; }
  static std::string id(TurnId turn) { return std::to_string(turn.value); }
};

class TurnMachineTest : public testing::Test {
 protected:
  explicit TurnMachineTest(const TurnRules& rules = {.max_utterance_samples = 100})
      : machine_(rules) {}
  std::string step(const Input& input) {
    std::string line;
    for (const Effect& effect : machine_.step(input)) {
      if (!line.empty()) line += ' ';
      line += std::visit(Words{}, effect);
    }
    return line;
  }
  /// An utterance of its own, said while a reply goes out.
  void interject(std::uint32_t turn) {
    step(arrived(10));
    step(EndOfSpeech{});
    step(Recognised{{turn}, "text " + std::to_string(turn)});
  }
  TurnMachine machine_;
};

}  // namespace hotpin::dialog
