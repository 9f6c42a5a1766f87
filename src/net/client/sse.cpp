#include "net/client/sse.hpp"

#include <utility>

namespace hotpin::net {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

base::Status SseParser::push(std::string_view bytes) {
  const base::Error too_long{"too_long", "an event of the stream is over 1 MiB long"};
  if (is_too_long_) return too_long;
  if (last_was_cr_ && bytes.starts_with('\n')) bytes.remove_prefix(1);
  if (!bytes.empty()) last_was_cr_ = false;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view piece = bytes.substr(0, end);
    is_too_long_ = line_.size() + event_.data.size() + piece.size() > kMaxEventBytes;
    if (is_too_long_) return too_long;
    line_ += piece;
    if (end == std::string_view::npos) break;
    take_line();
    const bool is_cr = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (is_cr && bytes.starts_with('\n')) bytes.remove_prefix(1);
    else last_was_cr_ = is_cr && bytes.empty();
  }
  return base::ok();
}

void SseParser::finish() {
  if (is_too_long_) return;
  if (!line_.empty()) take_line();
  dispatch();
}

void SseParser::take_line() {
  const std::string owned = std::exchange(line_, {});
  std::string_view line = owned;
  if (std::exchange(is_first_line_, false) && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.empty()) return dispatch();
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment: servers send them to keep the connection alive
  std::string_view value =
      colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") event_.type = value;
  if (name != "data") return;
  if (std::exchange(has_data_, true)) event_.data += '\n';
  event_.data += value;
}

void SseParser::dispatch() {
  const Event event = std::exchange(event_, {});
  if (std::exchange(has_data_, false)) on_event_(event);
}

}  // namespace hotpin::net
