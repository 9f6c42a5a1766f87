#include "net/server/live_peer.hpp"

namespace hotpin::net {
void LivePeer::hold_reading(bool is_held) {
  is_held_ = is_held;
  go_on_reading();
}

void LivePeer::request_close(std::uint16_t code, const std::string& reason) {
  executor_->post([weak = weak_from_this(), code, reason] {
    if (const auto self = weak.lock()) self->close(code, reason);
  });
}

void LivePeer::opened() {
  is_open_ = true;
  guard([this] { handler_->on_open(shared_from_this()); });
  pump();
  go_on_reading();
}

void LivePeer::enqueue(OutQueue::Message message) {
  if (is_gone_ || close_wanted_) return;
  if (queue_.bytes() + message.data.size() > options().max_send_bytes) return cut_off();
  queue_.push(std::move(message));
  pump();
}

void LivePeer::pump() {
  if (is_writing_ || is_gone_ || !is_open_) return;
  if (queue_.empty() && !close_wanted_) return;
  is_writing_ = true;
  queue_.empty() ? write_end() : write(queue_.front());
}

void LivePeer::written(bool is_well) {
  is_writing_ = false;
  if (is_gone_) return;
  if (!is_well) return cut_off();
  queue_.pop();
  pump();
}

bool LivePeer::read_ended(bool is_well) {
  is_reading_ = false;
  if (!is_well) gone();
  return is_well && !close_wanted_;
}

/// Once it closes, the client's own close must be read.
void LivePeer::go_on_reading() {
  if (!is_open_ || is_reading_ || is_gone_ || (is_held_ && !close_wanted_)) return;
  is_reading_ = true;
  read();
}

void LivePeer::end() {
  if (is_gone_ || std::exchange(close_wanted_, true)) return;
  executor_->post_after(kCloseLimit, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->cut_off();
  });
  pump();
  go_on_reading();
}

/// The pending read ends with an error then, and that is the end.
void LivePeer::cut_off() {
  shut();
  if (!is_reading_ && !is_gone_) executor_->post([self = shared_from_this()] { self->gone(); });
}

void LivePeer::gone() {
  if (std::exchange(is_gone_, true)) return;
  shut();
  server_->live.remove(this);
  base::guarded("io", [this] { handler_->on_gone(); });
  handler_.reset();
  slot_.reset();
}

}  // namespace hotpin::net
