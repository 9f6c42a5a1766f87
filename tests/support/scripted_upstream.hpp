#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace hotpin::tests {

/// One request as the upstream got it.
struct UpstreamRequest {
  std::string method;
  std::string path;
  std::string head;
  std::string body;
};

/// The connection that a request came on: a script may send anything, wait, or cut it.
class UpstreamPeer {
 public:
  UpstreamPeer(int socket, const std::atomic<bool>& stopping)
      : socket_(socket), stopping_(stopping) {}

  /// False when the client has gone.
  bool send(std::string_view bytes);
  /// Until the client or the upstream goes.
  void hang();
  /// At most `span_ms`, shorter when the client goes.
  void wait_ms(int span_ms);
  /// Closes with a reset, so that the client sees a failure and no end.
  void cut();
  bool is_open() const { return socket_ >= 0; }

  // Whole answers; the connection stays open for the next request.
  void answer_as(std::string_view type, std::string_view body);  ///< 200
  void answer(int status, std::string_view body, std::string_view more_headers = "");
  /// A streamed chat completion of these events, each "data: " and a blank line.
  void events(const std::vector<std::string>& data);
  /// A streamed chat completion of `words`, each a delta.
  void stream(const std::vector<std::string>& words, int pause_ms = 0);
  void begin_stream();
  void delta(std::string_view text);
  void chunk(std::string_view bytes);  ///< of a chunked body
  void end_stream();                   ///< finish_reason, [DONE] and the end of the body

 private:
  int socket_;
  const std::atomic<bool>& stopping_;
};

/// A server that plays an OpenAI-compatible service by script, over HTTP/1.1 on a free port of
/// 127.0.0.1, a thread a connection. The destructor cuts everybody off.
class ScriptedUpstream {
 public:
  using Script = std::function<void(UpstreamPeer&, const UpstreamRequest&)>;

  explicit ScriptedUpstream(Script chat);
  ~ScriptedUpstream();
  ScriptedUpstream(const ScriptedUpstream&) = delete;
  ScriptedUpstream& operator=(const ScriptedUpstream&) = delete;

  /// What GET /models answers; before the first request.
  void list(std::string models) { models_ = std::move(models); }
  /// Only paths below this one are there, models included; before the first request.
  void move_to(std::string folder) { folder_ = std::move(folder); }

  /// For HOTPIN_LLM_URL and the like.
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  std::uint16_t port() const { return port_; }
  /// Of requests to the script: GET and HEAD /models are answered without it.
  int requests() const { return requests_; }
  int greetings() const { return greetings_; }  ///< those
  int connections() const { return connections_; }
  int open_connections() const { return open_; }

 private:
  void accept_all();
  void serve(int socket);

  void greet(UpstreamPeer& peer, const UpstreamRequest& request);

  Script chat_;
  std::string models_ = R"({"object":"list","data":[{"id":"toy"},{"id":"toy-large"}]})";
  std::string folder_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> requests_{0};
  std::atomic<int> greetings_{0};
  std::atomic<int> connections_{0};
  std::atomic<int> open_{0};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::vector<int> sockets_;
  std::thread acceptor_;
};

}  // namespace hotpin::tests
