#include "engines/openai/chat/chat_body.hpp"

#include <algorithm>
#include <utility>

#include "engines/openai/chat/chat_chunk.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

base::Status ChatBody::push(std::string_view bytes) {
  if (form_ != Form::stream) {
    if (kept_.size() + bytes.size() > net::SseParser::kMaxEventBytes) {
      return base::Error{"too_long", "the reply is over 1 MiB long"};
    }
    kept_ += bytes;
    if (!find_form() || form_ == Form::whole) return base::ok();
  }
  const std::string first = std::exchange(kept_, {});
  return stream_.push(first.empty() ? bytes : first);
}

/// False while too little has come to tell.
bool ChatBody::find_form() {
  if (form_ != Form::unknown) return true;
  const std::string_view bytes = kept_;
  if (kByteOrderMark.starts_with(bytes)) return false;
  const std::size_t mark = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::size_t begin = bytes.find_first_not_of(" \r\n\t", mark);
  if (begin == std::string_view::npos) return false;
  form_ = bytes[begin] == '{' ? Form::whole : Form::stream;
  if (form_ == Form::whole) kept_.erase(0, begin);
  return true;
}

void ChatBody::finish() {
  if (form_ == Form::whole) take_whole();
  stream_.finish();
}

/// One JSON object, or one a line.
void ChatBody::take_whole() {
  const std::string whole = std::exchange(kept_, {});
  if (parse_chunk(whole) || whole.find('\n') == std::string::npos) return on_event_({{}, whole});
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = std::min(whole.find('\n', at), whole.size());
    on_event_({{}, whole.substr(at, end - at)});
    at = end + 1;
  }
}

}  // namespace hotpin::engines::openai
