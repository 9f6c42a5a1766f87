#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/peer.hpp"
#include "net/server/out_queue.hpp"
#include "net/server/server_state.hpp"

namespace hotpin::net {

/// A client's connection that stays, whatever its transport: what waits to be sent, when it is read
/// from, and how it ends. Kept alive by its pending operations, each of which leads to written(),
/// read_ended() or gone(); every member is touched on its I/O thread only.
class LivePeer : public Peer, public LiveSocket, public std::enable_shared_from_this<LivePeer> {
 public:
  /// What it is made of.
  struct Parts {
    std::unique_ptr<PeerHandler> handler;
    std::shared_ptr<base::Executor> executor;
    std::shared_ptr<void> slot;  ///< its place among the server's connections
  };
  ~LivePeer() override { server_->live.remove(this); }
  LivePeer(const LivePeer&) = delete;
  LivePeer& operator=(const LivePeer&) = delete;

  void send_text(std::string data, double audio_ms) override {
    enqueue({std::move(data), OutQueue::Kind::text, audio_ms});
  }
  void send_binary(std::string data, double audio_ms) override {
    enqueue({std::move(data), OutQueue::Kind::binary, audio_ms});
  }
  double unsent_audio_ms() const override { return queue_.audio_ms(); }
  std::shared_ptr<base::Executor> executor() const override { return executor_; }
  void hold_reading(bool is_held) override;
  void request_close(std::uint16_t code, const std::string& reason) override;

 protected:
  /// For what is queued when it is closed, and for the client to close as well.
  static constexpr base::Duration kCloseLimit = std::chrono::seconds(5);

  LivePeer(Parts parts, std::shared_ptr<ServerState> server)
      : server_(std::move(server)),
        handler_(std::move(parts.handler)),
        executor_(std::move(parts.executor)),
        slot_(std::move(parts.slot)) {}

  /// Begins an operation of the transport.
  virtual void read() = 0;
  virtual void write(const OutQueue::Message& message) = 0;  ///< which stays until written()
  virtual void write_end() = 0;                              ///< all is out; nothing follows
  virtual void shut() = 0;                                   ///< pending operations fail
  /// What a handler throws ends its connection, since nobody knows how far it came.
  virtual void handler_failed() { cut_off(); }

  /// The server's stop reaches it from here on.
  void join() { server_->live.add(this); }
  /// The transport is ready.
  void opened();
  void enqueue(OutQueue::Message message);
  void written(bool is_well);
  /// Whether what was read is to be looked at; go_on_reading() follows.
  bool read_ended(bool is_well);
  void go_on_reading();
  /// Once all that waits is out; what is sent from here on is dropped. Again does nothing.
  void end();
  void cut_off();
  void gone();

  template <typename Call>
  void guard(Call call) {
    if (!base::guarded("io", call)) handler_failed();
  }
  template <typename Self>
  std::shared_ptr<Self> shared_as() {
    return std::static_pointer_cast<Self>(shared_from_this());
  }

  const ServerOptions& options() const { return server_->options; }
  PeerHandler* handler() { return handler_.get(); }  ///< null once it is gone
  bool is_closing() const { return close_wanted_; }
  bool is_gone() const { return is_gone_; }
  bool has_unsent() const { return !queue_.empty(); }

 private:
  void pump();

  const std::shared_ptr<ServerState> server_;
  std::unique_ptr<PeerHandler> handler_;
  const std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<void> slot_;
  OutQueue queue_;
  bool is_open_ = false;
  bool is_writing_ = false;
  bool is_reading_ = false;
  bool is_held_ = false;  // reading waits
  bool close_wanted_ = false;
  bool is_gone_ = false;
};

}  // namespace hotpin::net
