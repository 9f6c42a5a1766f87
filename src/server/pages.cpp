#include "server/pages.hpp"

#include <boost/json.hpp>

namespace hotpin::server {
namespace {

namespace json = boost::json;

constexpr std::string_view kPageStart = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hotpin</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
pre { padding: .8rem 1rem; overflow-x: auto; border: 1px solid #8888; border-radius: .5rem; }
</style>
</head>
<body>
<h1>Hotpin</h1>
<p>This server holds spoken conversations: microphone audio in over a WebSocket, a spoken answer out.</p>
)";

constexpr std::string_view kPageEnd = R"(<h2>Talk to it</h2>
<p>With a recording of yours, from a terminal:</p>
<pre>hotpin talk question.wav --out answer.wav</pre>
<p>From a program: connect to <code>/ws</code>, send
<code>{"session_id":"me","events":true}</code>, then 16&nbsp;kHz mono 16-bit PCM as binary messages, then
<code>{"signal":"EOS"}</code>. The messages that come back are described in <code>docs/PROTOCOL.md</code>.</p>
<p>State of the server: <a href="/health">/health</a></p>
</body>
</html>
)";

/// Engine names come from settings; they are plain words, but a page trusts nothing.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') out += "&lt;";
    else if (c == '&') out += "&amp;";
    else out += c;
  }
  return out;
}

}  // namespace

std::string welcome_page(const About& about) {
  std::string page(kPageStart);
  page += "<p>Version " + escaped(about.version) + ". It hears with <b>" + escaped(about.stt) +
          "</b>, thinks with <b>" + escaped(about.llm) + "</b> and speaks with <b>" +
          escaped(about.tts) + "</b>.</p>\n";
  return page.append(kPageEnd);
}

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
