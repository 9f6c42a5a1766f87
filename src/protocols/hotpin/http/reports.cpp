#include "protocols/hotpin/http/reports.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;

HttpAnswer answer(const json::object& body) {
  return json_answer(200, json::serialize(body) + "\n");
}

HttpAnswer description(const protocol::ServerFacts& facts) {
  HttpAnswer described = answer(
      {{"service", "Hotpin"},
       {"version", facts.version},
       {"status", "running"},
       {"websocket_endpoint", "/ws"},
       {"protocol",
        json::object{
            {"handshake", R"({"session_id": "<id>"})"},
            {"audio_input", "binary messages of PCM: signed 16-bit little endian, 16 kHz, mono"},
            {"end_of_speech", R"({"signal": "EOS"})"},
            {"audio_output", "binary messages of one WAV file: 16-bit, 16 kHz, mono"}}}});
  described.head.headers.emplace_back("Vary", "Accept");  // browsers get the page there
  return described;
}

HttpAnswer health(const protocol::ServerFacts& facts) {
  // The server answers only when its engines are warm: the recogniser is ready by then.
  return answer({{"status", "healthy"},
                 {"vosk_model_loaded", true},
                 {"active_sessions", facts.active_conversations()},
                 {"stt", facts.stt},
                 {"llm", facts.llm},
                 {"tts", facts.tts},
                 {"version", facts.version}});
}

HttpAnswer voices(const protocol::ServerFacts& facts) {
  json::array list;
  for (const protocol::VoiceFacts& voice : facts.voices) {
    list.push_back(json::object{{"id", voice.id},
                                {"name", voice.name},
                                {"languages", json::value_from(voice.languages)},
                                {"engine", voice.engine}});
  }
  const std::size_t count = list.size();
  return answer({{"voices", std::move(list)}, {"count", count}});
}

}  // namespace

std::optional<HttpAnswer> report_at(std::string_view path, const protocol::ServerFacts& facts) {
  if (path == "/") return description(facts);
  if (path == "/health") return health(facts);
  if (path == "/voices") return voices(facts);
  return std::nullopt;
}

}  // namespace hotpin::protocols::hotpin
