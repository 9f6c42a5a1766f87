#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace hotpin::net {

/// What waits for a client's socket to take it, in order. Owned by a connection; its thread only.
class OutQueue {
 public:
  enum class Kind { text, binary, ping };
  struct Message {
    std::string data;
    Kind kind = Kind::binary;
    double audio_ms = 0;  ///< how long the audio in it sounds
  };

  void push(Message message) {
    bytes_ += message.data.size();
    audio_ms_ += message.audio_ms;
    messages_.push_back(std::move(message));
  }
  /// The first one is with the kernel.
  void pop() {
    bytes_ -= messages_.front().data.size();
    audio_ms_ -= messages_.front().audio_ms;
    messages_.pop_front();
    if (messages_.empty()) audio_ms_ = 0;  // sums of fractions leave a rest
  }
  const Message& front() const { return messages_.front(); }
  bool empty() const { return messages_.empty(); }
  std::size_t bytes() const { return bytes_; }
  double audio_ms() const { return audio_ms_; }

 private:
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;
  double audio_ms_ = 0;
};

}  // namespace hotpin::net
