#include <boost/json.hpp>

#include "client/wire/reply_audio.hpp"
#include "load/wire/dialect.hpp"

namespace hotpin::bench {
namespace {

namespace json = boost::json;
using Kind = ServerSaid::Kind;

std::string text_of(const json::object& fields, std::string_view key) {
  const json::value* value = fields.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

class PipecatDialect final : public Dialect {
 public:
  std::vector<std::string> hello(const std::string& /*session_id*/) const override { return {}; }
  std::string end_of_speech() const override { return R"({"type":"eos"})"; }
  bool has_turn_numbers() const override { return false; }

  void take_text(std::string_view message, const Sink& sink) override {
    boost::system::error_code error;
    const json::value parsed = json::parse(json::string_view(message), error);
    const json::object* fields = parsed.if_object();
    if (error || fields == nullptr) return;
    const std::string type = text_of(*fields, "type");
    if (type == "ready") sink({Kind::ready});
    else if (type == "transcript")
      sink({.kind = Kind::transcript, .text = text_of(*fields, "text")});
    else if (type == "bot_stopped" || type == "interrupted") end_reply(type, sink);
  }

  /// The bot does not say that an answer begins: its audio does.
  void take_binary(std::span<const std::byte> message, const Sink& sink) override {
    if (message.empty()) return;
    if (!std::exchange(is_speaking_, true)) {
      audio_ = client::ReplyAudio(0);
      sink({Kind::reply_began});
    }
    std::vector<std::int16_t> pcm;
    audio_.decode({reinterpret_cast<const char*>(message.data()), message.size()}, pcm);
    if (!pcm.empty()) sink({.kind = Kind::reply_audio, .audio = pcm});
  }

 private:
  void end_reply(const std::string& type, const Sink& sink) {
    if (!std::exchange(is_speaking_, false)) return;
    sink({.kind = Kind::reply_ended, .text = type == "bot_stopped" ? "spoken" : type});
  }

  client::ReplyAudio audio_{0};
  bool is_speaking_ = false;
};

}  // namespace

std::unique_ptr<Dialect> make_pipecat_dialect() { return std::make_unique<PipecatDialect>(); }

std::string pipecat_address(const std::string& url, TurnEnd turn_end) {
  const char mark = url.find('?') == std::string::npos ? '?' : '&';
  return url + mark + "turn=" + (turn_end == TurnEnd::signal ? "eos" : "vad");
}

}  // namespace hotpin::bench
