#include "app/start_lines.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>

#include "app/engines/chosen_engines.hpp"
#include "app/network/network.hpp"
#include "app/protocols/protocols.hpp"
#include "app/tls.hpp"
#include "base/machine/limits.hpp"
#include "engine/llms/chat_models.hpp"
#include "net/server/http_server.hpp"
#include "net/tls/own_certificate.hpp"

namespace hotpin::app {
namespace {

using Sockets = std::vector<net::ListeningSocket>;

constexpr const char* kTalkPath = "/ws";

/// As it can be typed from where the user stands.
std::string this_program() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path path = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path near = path.lexically_relative(fs::current_path(ignored));
  return near.empty() || *near.begin() == ".." ? path.string() : near.string();
}

/// One that came with the models, for a first try.
std::string a_recording(const base::Settings& settings) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path path =
      fs::path(settings.text("HOTPIN_MODELS_DIR")).parent_path() / "speech/beckett.wav";
  return fs::exists(path, ignored) ? path.string() : "YOUR.wav";
}

/// The first of what was asked for, as it stands in a URL.
std::string here_of(const net::ListenAddress& address) {
  const std::string& host = address.hosts.front();
  if (net::is_every_address(host)) return "127.0.0.1";
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool is_open(const net::ListenAddress& address) {
  return std::any_of(address.hosts.begin(), address.hosts.end(), net::is_every_address);
}

void tell_addresses(const base::Settings& settings, const std::string& here,
                    const Sockets& sockets) {
  const std::string at = ":" + std::to_string(sockets.front().port);
  std::cout << "hotpin " HOTPIN_VERSION " is ready on http://" << here << at << '\n';
  const std::uint16_t https = https_port(sockets);
  const bool has_tls = wants_tls(settings);
  if (has_tls) std::cout << "  also on https://" << here << ':' << https << '\n';
  if (is_open(listen_address(settings).value())) {
    for (const std::string& address : net::lan_addresses()) {
      std::cout << "  on the network: ";
      if (has_tls) std::cout << "https://" << address << ':' << https << '\n';
      else std::cout << "http://" << address << at << '\n';
    }
  }
  if (!has_tls || settings.is_given("HOTPIN_TLS_CERTIFICATE")) return;
  if (const auto files = tls_files(settings)) {
    std::cout
        << "  browsers will warn of its certificate, which nobody else has signed; its SHA-256 is\n"
        << "  " << net::fingerprint(files->certificate) << '\n';
  }
}

/// Each port once, though there is a socket for each address.
void tell_streams(const Sockets& sockets) {
  std::uint16_t told = 0;
  for (const net::ListeningSocket& socket : sockets) {
    if (socket.speaks != net::ListeningSocket::Speaks::stream || socket.port == told) continue;
    std::cout << "  " << socket.served << " is on port " << socket.port << '\n';
    told = socket.port;
  }
}

/// Replies are spoken at about 4 tokens a second, and prompts take the model as long again.
constexpr double kTokensPerSecond = 8;
/// Recognition and voices take about a tenth of a core of somebody who talks.
constexpr std::size_t kConversationsPerCore = 8;

void tell_room(const std::string& llm, base::SharedPage& page) {
  const std::int64_t token_us = page.cell(engine::token_us_cell(llm));
  if (token_us <= 0) return;
  const auto by_model =
      static_cast<std::size_t>(1e6 / kTokensPerSecond / static_cast<double>(token_us));
  const std::size_t most = kConversationsPerCore * base::usable_cores();
  const std::size_t room = std::clamp<std::size_t>(by_model, 1, most);
  std::cout << "  about " << room << (room == 1 ? " conversation" : " conversations")
            << " at once on these cores\n";
}

void tell_engines(const base::Settings& settings, base::SharedPage& page) {
  const Chosen chosen = chosen_engines(settings);
  std::cout << "  hears with " << chosen.stt << ", thinks with " << chosen.llm << ", speaks with "
            << chosen.tts;
  const bool is_local = chosen.stt != "openai" && chosen.llm != "openai" && chosen.tts != "openai";
  std::cout << (is_local ? ", all on this machine\n" : "\n");
  if (chosen.llm == "llama" && engine::chooses_small_chat_model(settings)) {
    std::cout << "  its language model is small, a demonstration; a better one: "
                 "hotpin models add "
              << engine::kGoodChatModel << '\n';
  }
  tell_room(chosen.llm, page);
}

/// Whether `hotpin talk` finds what it speaks with.
bool serves_talk(const base::Settings& settings) {
  for (const auto& [name, served] : make_protocols({settings})) {
    for (const protocol::WebSocketRoute& route : served->websockets()) {
      if (route.path == kTalkPath) return true;
    }
  }
  return false;
}

void tell_talk(const base::Settings& settings, const std::string& here, const Sockets& sockets) {
  if (!serves_talk(settings)) return;
  const std::string url =
      " --url ws://" + here + ":" + std::to_string(sockets.front().port) + kTalkPath;
  std::cout << "  talk to it: " << this_program() << " talk" << url << '\n'
            << "  or with a recording: " << this_program() << " talk " << a_recording(settings)
            << url << " --out answer.wav\n";
}

}  // namespace

void tell_ready(const base::Settings& settings, const Sockets& sockets, base::SharedPage& page,
                const std::vector<std::size_t>& resident_bytes) {
  const std::string here = here_of(listen_address(settings).value());
  tell_addresses(settings, here, sockets);
  tell_streams(sockets);
  tell_engines(settings, page);
  std::cout << "  memory in use:";
  for (const std::size_t bytes : resident_bytes) std::cout << ' ' << (bytes >> 20U) << " MiB";
  std::cout << (resident_bytes.size() == 1 ? "\n" : ", a figure for each worker\n");
  tell_talk(settings, here, sockets);
  std::cout << "  stop it: Ctrl-C" << std::endl;
}

}  // namespace hotpin::app
