#include "engines/openai/chat/chat_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

/// A service that does not keep to max_tokens is stopped at this multiple of it; a chunk is a token
/// or more.
constexpr int kTokenSlack = 2;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What models put around thoughts that a service hands through as text.
constexpr auto kThoughtMarks =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"<think>", "</think>"},
                                                                  {"<thinking>", "</thinking>"},
                                                                  {"<thought>", "</thought>"},
                                                                  {"<reasoning>", "</reasoning>"},
                                                                  {"[THINK]", "[/THINK]"}});

}  // namespace

ChatReader::ChatReader(int max_tokens, OnText on_text)
    : max_tokens_(max_tokens),
      on_text_(std::move(on_text)),
      parser_([this](const net::SseParser::Event& event) { take_event(event); }) {}

base::Status ChatReader::push(std::string_view bytes) {
  if (is_done_) return base::ok();
  if (form_ != Form::stream) {
    if (whole_.size() + bytes.size() > net::SseParser::kMaxEventBytes) {
      return base::Error{"too_long", "the reply is over 1 MiB long"};
    }
    whole_ += bytes;
    if (!find_form() || form_ == Form::whole) return base::ok();
  }
  const std::string first = std::exchange(whole_, {});
  if (auto pushed = parser_.push(first.empty() ? bytes : first); !pushed) return pushed;
  return status();
}

/// False while too little has come to tell.
bool ChatReader::find_form() {
  if (form_ != Form::unknown) return true;
  const std::string_view bytes = whole_;
  if (kByteOrderMark.starts_with(bytes)) return false;
  const std::size_t mark = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::size_t begin = bytes.find_first_not_of(" \r\n\t", mark);
  if (begin == std::string_view::npos) return false;
  form_ = bytes[begin] == '{' ? Form::whole : Form::stream;
  if (form_ == Form::whole) whole_.erase(0, begin);
  return true;
}

/// One JSON object, or one a line.
void ChatReader::take_whole() {
  const std::string whole = std::exchange(whole_, {});
  if (parse_chunk(whole) || whole.find('\n') == std::string::npos) return take_event({{}, whole});
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = std::min(whole.find('\n', at), whole.size());
    take_event({{}, whole.substr(at, end - at)});
    at = end + 1;
  }
}

base::Status ChatReader::finish() {
  if (form_ == Form::whole && !is_done_) take_whole();
  if (!is_whole()) parser_.finish();  // else what is left is of no use
  is_done_ = is_whole();
  if (const auto so_far = status(); !so_far || is_done_) return so_far;
  if (has_bad_chunk_ && text_.empty()) {
    return base::Error{"bad_chunk", "the service sent what is no JSON object"};
  }
  return base::Error{"cut", "the service's reply was cut off"};
}

base::Status ChatReader::status() const {
  if (failure_.code.empty()) return base::ok();
  return failure_;
}

void ChatReader::take_event(const net::SseParser::Event& event) {
  if (is_done_ || !failure_.code.empty()) return;
  if (event.data.starts_with("[DONE]")) {
    is_done_ = true;
    return;
  }
  if (event.data.find_first_not_of(" \r\n\t") == std::string::npos) return;
  const auto chunk = parse_chunk(event.data);
  if (chunk && event.type != "error") return take(*chunk);
  const bool is_bad = !chunk && chunk.error().code == "bad_chunk" && event.type != "error";
  has_bad_chunk_ = has_bad_chunk_ || is_bad;
  if (is_bad || is_whole()) return;  // behind the whole reply nothing matters
  const bool is_told = !chunk && chunk.error().code == "upstream";
  failure_ = {"upstream", is_told ? chunk.error().detail : reason_in(event.data)};
}

void ChatReader::take(const ChatChunk& chunk) {
  has_thoughts_ = has_thoughts_ || chunk.has_reasoning;
  has_progress_ =
      has_progress_ || chunk.has_reasoning || !chunk.text.empty() || !chunk.tool_calls.empty();
  prompt_tokens_ = chunk.prompt_tokens.value_or(prompt_tokens_);
  cached_tokens_ = chunk.cached_tokens.value_or(cached_tokens_);
  reply_tokens_ = chunk.reply_tokens.value_or(reply_tokens_);
  // Some services tell the whole reply once more at the end.
  if (!chunk.is_message || tool_calls_.is_empty()) take_calls(chunk.tool_calls);
  if (!chunk.finish_reason.empty()) finish_reason_ = chunk.finish_reason;
  if (!chunk.text.empty() && (!chunk.is_message || text_.empty())) take_text(chunk.text);
}

void ChatReader::take_calls(const std::vector<ToolCallDelta>& deltas) {
  for (const ToolCallDelta& delta : deltas) {
    const auto added = tool_calls_.add(delta);
    if (added) continue;
    failure_ = added.error();
    return;
  }
}

/// Blanks alone are no beginning of a reply.
void ChatReader::take_text(const std::string& text) {
  ++chunks_;
  const bool is_blank = text.find_first_not_of(" \r\n\t") == std::string::npos;
  if (text_.empty() && is_blank) {
    if (blanks_.size() < kMaxTextBytes) blanks_ += text;
  } else {
    const std::string words = std::exchange(blanks_, {}) + text;
    text_ += words;
    on_text_(words);
  }
  if (chunks_ > max_tokens_ * kTokenSlack || text_.size() > kMaxTextBytes) {
    finish_reason_ = "length";
    is_done_ = was_stopped_ = true;
  }
}

bool ChatReader::is_wordless() const {
  const std::size_t begin = text_.find_first_not_of(" \r\n\t");
  if (begin == std::string::npos) return true;
  for (const auto& [open, close] : kThoughtMarks) {
    if (text_.compare(begin, open.size(), open) != 0) continue;
    const std::size_t end = text_.find(close, begin);
    return end == std::string::npos ||
           text_.find_first_not_of(" \r\n\t", end + close.size()) == std::string::npos;
  }
  return false;
}

engine::LlmDone ChatReader::done() const {
  using Why = engine::LlmDone::Why;
  return {.why = finish_reason_ == "length" ? Why::token_limit : Why::finished,
          .reply_tokens = reply_tokens_ != 0 ? reply_tokens_ : chunks_,
          .tool_calls = tool_calls_.calls()};
}

}  // namespace hotpin::engines::openai
