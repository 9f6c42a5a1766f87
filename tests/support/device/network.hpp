#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace hotpin::tests::device {

/// A network between a device and a server on this machine, with the faults of a bad one. Has a
/// thread of its own; its faults may be asked for from any.
class Network {
 public:
  explicit Network(std::uint16_t server_port);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Where the server seems to be.
  std::uint16_t port() const { return port_; }
  /// Connections from now on are to another server.
  void lead_to(std::uint16_t server_port) { server_port_ = server_port; }

  /// Both ends of every connection are reset.
  void cut();
  /// Nothing goes through the connections there are any more, and neither end is told: half-open.
  void go_dark();
  /// Everything is late by so much, from now on.
  void delay(int span_ms) { delay_ms_ = span_ms; }
  /// What comes is sent on in segments of at most so many bytes; 0 is whatever comes.
  void split(std::size_t to_server, std::size_t to_device);
  /// No fault any more; what is dark stays dark.
  void heal();

 private:
  using Clock = std::chrono::steady_clock;
  struct Late {
    Clock::time_point due;
    std::string bytes;  // none: the end of the stream
  };
  struct Way {
    int from;
    int to;
    std::deque<Late> late;
    bool is_ended = false;
  };
  struct Pair {
    Way up;    // device to server
    Way down;  // server to device
    bool is_dark = false;
  };

  void run();
  void accept_one();
  void take(Way& way);
  bool give(Way& way, std::size_t segment_bytes);
  static void close_pair(Pair& pair, bool with_reset);

  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint16_t> server_port_;
  std::atomic<int> delay_ms_{0};
  std::atomic<std::size_t> to_server_{0};
  std::atomic<std::size_t> to_device_{0};
  std::mutex mutex_;
  std::list<Pair> pairs_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace hotpin::tests::device
