#include "client/wire/client_message.hpp"
#include "client/wire/event.hpp"
#include "client/wire/reply_audio.hpp"
#include "load/wire/dialect.hpp"

namespace hotpin::bench {
namespace {

using client::Event;
using Kind = ServerSaid::Kind;

/// Whether the answer was begun ahead is a word there and a figure here.
std::vector<std::pair<std::string, double>> figures_of(const client::Ledger& ledger) {
  auto figures = ledger.figures;
  for (const auto& [name, value] : ledger.labels) {
    if (name == "ahead") figures.emplace_back(name, value == "yes");
  }
  return figures;
}

class HotpinDialect final : public Dialect {
 public:
  HotpinDialect(TurnEnd turn_end, std::string token)
      : turn_end_(turn_end), token_(std::move(token)) {}

  std::vector<std::string> hello(const std::string& session_id) const override {
    return {client::to_json({session_id, token_})};
  }
  std::vector<std::string> when_ready() const override {
    if (turn_end_ == TurnEnd::signal) return {};
    return {std::string(client::kListen)};
  }
  std::string end_of_speech() const override { return std::string(client::kEndOfSpeech); }
  std::optional<std::string> cut_off() const override {
    if (turn_end_ == TurnEnd::listen) return std::nullopt;  // barge-in
    return std::string(client::kCancel);
  }
  bool has_turn_numbers() const override { return turn_end_ == TurnEnd::signal; }

  void take_text(std::string_view message, const Sink& sink) override {
    const auto event = client::parse_event(message);
    if (event && *event) take(**event, sink);
  }

  void take_binary(std::span<const std::byte> message, const Sink& sink) override {
    std::vector<std::int16_t> pcm;
    audio_.decode({reinterpret_cast<const char*>(message.data()), message.size()}, pcm);
    if (!pcm.empty()) sink({.kind = Kind::reply_audio, .audio = pcm});
  }

 private:
  void take(const Event& event, const Sink& sink) {
    const int turn = event.turn;
    if (event.kind == Event::Kind::connected) sink({Kind::ready});
    if (event.kind == Event::Kind::heard) sink({Kind::turn_taken, turn});
    if (event.kind == Event::Kind::transcript) sink({Kind::transcript, turn, event.text});
    if (event.is_first) {
      audio_ = client::ReplyAudio();
      sink({Kind::reply_began, turn});
    }
    if (event.kind == Event::Kind::ledger) {
      sink({.kind = Kind::ledger, .turn = turn, .figures = figures_of(event.ledger)});
    }
    if (event.kind == Event::Kind::complete) sink({Kind::reply_ended, turn, event.code});
    if (event.kind == Event::Kind::error) sink({Kind::error, turn, event.code});
  }

  const TurnEnd turn_end_;
  const std::string token_;
  client::ReplyAudio audio_;
};

}  // namespace

std::unique_ptr<Dialect> make_hotpin_dialect(TurnEnd turn_end, std::string token) {
  return std::make_unique<HotpinDialect>(turn_end, std::move(token));
}

}  // namespace hotpin::bench
