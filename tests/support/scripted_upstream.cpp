#include "support/scripted_upstream.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace hotpin::tests {
namespace {

constexpr int kLookMs = 20;

/// The value of a header in a request's head, in lower case.
std::string header(const std::string& head, const std::string& name) {
  std::string lower = head;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t at = lower.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return lower.substr(begin, lower.find("\r\n", begin) - begin);
}

std::optional<UpstreamRequest> read_request(int socket, std::string& buffer) {
  char bytes[16 * 1024];
  const auto read_more = [&] {
    const ssize_t got = recv(socket, bytes, sizeof(bytes), 0);
    if (got > 0) buffer.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  };
  std::size_t end = std::string::npos;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::nullopt;
  }
  UpstreamRequest request;
  request.head = buffer.substr(0, end + 2);
  const std::size_t space = request.head.find(' ');
  request.method = request.head.substr(0, space);
  request.path = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
  const std::string length = header(request.head, "content-length");
  const std::size_t body = length.empty() ? 0 : std::strtoul(length.c_str(), nullptr, 10);
  while (buffer.size() < end + 4 + body) {
    if (!read_more()) return std::nullopt;
  }
  request.body = buffer.substr(end + 4, body);
  buffer.erase(0, end + 4 + body);
  return request;
}

}  // namespace

bool UpstreamPeer::send(std::string_view bytes) {
  while (socket_ >= 0 && !bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return socket_ >= 0;
}

void UpstreamPeer::wait_ms(int span_ms) {
  while (span_ms > 0 && !stopping_ && socket_ >= 0) {
    pollfd watched{socket_, POLLRDHUP, 0};
    if (poll(&watched, 1, std::min(span_ms, kLookMs)) > 0) return cut();
    span_ms -= kLookMs;
  }
}

void UpstreamPeer::hang() {
  while (!stopping_ && socket_ >= 0) wait_ms(1000);
}

void UpstreamPeer::cut() {
  if (socket_ < 0) return;
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  shutdown(socket_, SHUT_RDWR);
  socket_ = -1;
}

void UpstreamPeer::answer(int status, std::string_view body, std::string_view more_headers) {
  send("HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: application/json\r\n" +
       std::string(more_headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
       std::string(body));
}

void UpstreamPeer::answer_as(std::string_view type, std::string_view body) {
  send("HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) +
       "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

void UpstreamPeer::begin_stream() {
  send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void UpstreamPeer::chunk(std::string_view bytes) {
  char size[16];
  std::snprintf(size, sizeof(size), "%zx\r\n", bytes.size());
  send(size + std::string(bytes) + "\r\n");
}

void UpstreamPeer::delta(std::string_view text) {
  chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + std::string(text) +
        "\"},\"finish_reason\":null}]}\n\n");
}

void UpstreamPeer::end_stream() {
  chunk(
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
      "data: [DONE]\n\n");
  send("0\r\n\r\n");
}

void UpstreamPeer::stream(const std::vector<std::string>& words, int pause_ms) {
  begin_stream();
  for (const std::string& word : words) {
    delta(word);
    wait_ms(pause_ms);
  }
  end_stream();
}

void UpstreamPeer::events(const std::vector<std::string>& data) {
  begin_stream();
  for (const std::string& one : data) chunk("data: " + one + "\n\n");
  send("0\r\n\r\n");
}

ScriptedUpstream::ScriptedUpstream(Script chat)
    : chat_(std::move(chat)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool is_up = bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
                     listen(listener_, 128) == 0 &&
                     getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (!is_up) std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedUpstream::~ScriptedUpstream() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

void ScriptedUpstream::accept_all() {
  while (!stopping_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void ScriptedUpstream::greet(UpstreamPeer& peer, const UpstreamRequest& request) {
  peer.answer(200, request.method == "HEAD" ? "" : models_);
}

void ScriptedUpstream::serve(int socket) {
  ++open_;
  std::string buffer;
  UpstreamPeer peer(socket, stopping_);
  while (peer.is_open() && !stopping_) {
    const auto request = read_request(socket, buffer);
    if (!request) break;
    const bool is_greeting = request->path.ends_with("/models");
    ++(is_greeting ? greetings_ : requests_);
    if (!request->path.starts_with(folder_)) peer.answer(404, R"({"detail":"Not Found"})");
    else is_greeting ? greet(peer, *request) : chat_(peer, *request);
  }
  peer.cut();
  --open_;
}

}  // namespace hotpin::tests
