#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "net/http_types.hpp"
#include "net/server/out_queue.hpp"

namespace hotpin::net {

/// An answer whose body comes in pieces, as HTTP/1 writes it (RFC 9112, sections 6 and 7): with its
/// length when it was whole before anything went out, else in chunks; to a client of HTTP/1.0 until
/// the connection ends. Owned by one request; pure.
class AnswerFraming {
 public:
  struct Request {
    unsigned version = 11;     ///< 10 or 11
    bool is_head = false;      ///< it wants no body
    bool keeps_alive = false;  ///< it wants to go on with another one
  };
  explicit AnswerFraming(Request request) : request_(request) {}

  /// Once, before everything else.
  void begin(AnswerHead head) { head_ = std::move(head); }
  void push(std::string data, double audio_ms);
  void end() { has_ended_ = true; }

  /// What goes out next; empty when there is nothing now. `body_was_read`: all of the request's.
  std::string next(bool body_was_read);

  bool has_begun() const { return head_.has_value(); }
  bool has_ended() const { return has_ended_; }
  /// All of it has been given by next().
  bool is_over() const { return is_over_; }
  /// The client knows where the answer ends and does not expect the connection to.
  bool goes_on() const { return goes_on_; }
  /// Of pieces that wait, and of what next() gave the last time.
  std::size_t bytes() const { return queue_.bytes() + given_bytes_; }
  double audio_ms() const { return queue_.audio_ms() + given_ms_; }

 private:
  enum class Body { none, counted, chunked, to_the_end };
  std::string first(bool body_was_read);
  std::string head_text() const;
  std::string piece();

  const Request request_;
  std::optional<AnswerHead> head_;
  OutQueue queue_;
  std::size_t given_bytes_ = 0;
  double given_ms_ = 0;
  Body body_ = Body::none;
  bool head_is_out_ = false;
  bool has_ended_ = false;
  bool is_over_ = false;
  bool goes_on_ = false;
};

}  // namespace hotpin::net
