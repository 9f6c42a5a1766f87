#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::net {

/// Splits a stream of server-sent events (WHATWG HTML, "9.2.6 Interpreting an event stream") into
/// their data. Bytes may be cut anywhere; lines end in LF, CR or CRLF; comments and all fields but
/// `event` and `data` are skipped. One per response; not thread-safe; pure.
class SseParser {
 public:
  /// Of one event's data, and of one line. A model's chunk is a few hundred bytes.
  static constexpr std::size_t kMaxEventBytes = 1024 * 1024;

  struct Event {
    std::string type;  ///< empty as a rule
    std::string data;  ///< lines of one event are joined by LF
  };
  using OnEvent = std::function<void(const Event&)>;

  explicit SseParser(OnEvent on_event) : on_event_(std::move(on_event)) {}

  /// An error, also for all that follows, when an event is too long.
  base::Status push(std::string_view bytes);
  /// The stream is over: an event that lacks its closing blank line is given all the same.
  void finish();

 private:
  void take_line();
  void take_field(std::string_view name, std::string_view value);
  void dispatch();

  OnEvent on_event_;
  std::string line_;
  Event event_;
  bool has_data_ = false;
  bool last_was_cr_ = false;
  bool is_first_line_ = true;
  bool is_too_long_ = false;
};

}  // namespace hotpin::net
