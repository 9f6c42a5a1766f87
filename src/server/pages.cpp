#include "server/pages.hpp"

#include <boost/json.hpp>

namespace hotpin::server {
namespace json = boost::json;

std::string service_description(const About& about) {
  return json::serialize(json::object{
             {"service", "Hotpin"},
             {"version", about.version},
             {"status", "running"},
             {"websocket_endpoint", "/ws"},
             {"protocol",
              json::object{
                  {"handshake", R"({"session_id": "<id>"})"},
                  {"audio_input",
                   "binary messages of PCM: signed 16-bit little endian, 16 kHz, mono"},
                  {"end_of_speech", R"({"signal": "EOS"})"},
                  {"audio_output", "binary messages of one WAV file: 16-bit, 16 kHz, mono"}}}}) +
         "\n";
}

std::string health_report(const About& about, std::size_t active_sessions) {
  // The server answers only when its engines are warm: the recogniser is ready by then.
  return json::serialize(json::object{{"status", "healthy"},
                                      {"vosk_model_loaded", true},
                                      {"active_sessions", active_sessions},
                                      {"stt", about.stt},
                                      {"llm", about.llm},
                                      {"tts", about.tts},
                                      {"version", about.version}}) +
         "\n";
}

std::string voices_report(const std::vector<engine::VoiceInfo>& voices) {
  json::array list;
  for (const engine::VoiceInfo& voice : voices) {
    list.push_back(json::object{{"id", voice.id},
                                {"name", voice.name},
                                {"languages", json::value_from(voice.languages)},
                                {"engine", voice.engine}});
  }
  const std::size_t count = list.size();
  return json::serialize(json::object{{"voices", std::move(list)}, {"count", count}}) + "\n";
}

}  // namespace hotpin::server
