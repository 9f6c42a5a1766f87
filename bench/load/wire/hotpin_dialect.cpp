#include <boost/json.hpp>

#include "audio/wav.hpp"
#include "client/json_fields.hpp"
#include "load/wire/dialect.hpp"

namespace hotpin::bench {
namespace {

namespace json = boost::json;
using Kind = ServerSaid::Kind;

std::vector<std::pair<std::string, double>> figures_of(const json::object& fields) {
  std::vector<std::pair<std::string, double>> figures;
  for (const json::key_value_pair& field : fields) {
    if (field.key() == "ahead")
      figures.emplace_back("ahead", client::text_of(fields, "ahead") == "yes");
    if (field.key() == "turn" || !field.value().is_number()) continue;
    figures.emplace_back(std::string(field.key().data(), field.key().size()),
                         field.value().to_number<double>());
  }
  return figures;
}

class HotpinDialect final : public Dialect {
 public:
  HotpinDialect(TurnEnd turn_end, std::string token)
      : turn_end_(turn_end), token_(std::move(token)) {}

  std::vector<std::string> hello(const std::string& session_id) const override {
    json::object fields{{"session_id", session_id}, {"events", true}};
    if (!token_.empty()) fields["token"] = token_;
    return {json::serialize(fields)};
  }
  std::vector<std::string> when_ready() const override {
    if (turn_end_ == TurnEnd::signal) return {};
    return {R"({"signal":"LISTEN"})"};
  }
  std::string end_of_speech() const override { return R"({"signal":"EOS"})"; }
  std::optional<std::string> cut_off() const override {
    if (turn_end_ == TurnEnd::listen) return std::nullopt;  // barge-in
    return R"({"signal":"CANCEL"})";
  }
  bool has_turn_numbers() const override { return turn_end_ == TurnEnd::signal; }

  void take_text(std::string_view message, const Sink& sink) override {
    boost::system::error_code error;
    const json::value parsed = json::parse(json::string_view(message), error);
    const json::object* fields = parsed.if_object();
    if (error || fields == nullptr) return;
    const std::string status = client::text_of(*fields, "status");
    const int turn = client::turn_of(*fields);
    if (status == "connected") sink({Kind::ready});
    else if (status == "processing") take_stage(*fields, turn, sink);
    else if (status == "ledger")
      sink({.kind = Kind::ledger, .turn = turn, .figures = figures_of(*fields)});
    else if (status == "complete") sink({Kind::reply_ended, turn, client::text_of(*fields, "how")});
    else if (status == "error") sink({Kind::error, turn, client::text_of(*fields, "code")});
  }

  void take_binary(std::span<const std::byte> message, const Sink& sink) override {
    const std::size_t header = std::min(header_left_, message.size());
    header_left_ -= header;
    if (message.size() > header) {
      sink({.kind = Kind::reply_audio, .audio = message.subspan(header)});
    }
  }

 private:
  void take_stage(const json::object& fields, int turn, const Sink& sink) {
    const std::string stage = client::text_of(fields, "stage");
    if (stage == "transcription") {
      sink({Kind::turn_taken, turn});
    } else if (stage == "llm") {
      sink({Kind::transcript, turn, client::text_of(fields, "transcript")});
    } else if (stage == "tts") {
      header_left_ = audio::kWavHeaderBytes;
      sink({Kind::reply_began, turn});
    }
  }

  const TurnEnd turn_end_;
  const std::string token_;
  std::size_t header_left_ = 0;  // of this reply's WAV
};

}  // namespace

std::unique_ptr<Dialect> make_hotpin_dialect(TurnEnd turn_end, std::string token) {
  return std::make_unique<HotpinDialect>(turn_end, std::move(token));
}

}  // namespace hotpin::bench
