#include "engines/openai/chat_reader.hpp"

#include <utility>

namespace hotpin::engines::openai {
namespace {

/// A service that does not keep to max_tokens is stopped at this multiple of it; a chunk is a token
/// or more.
constexpr int kTokenSlack = 2;
constexpr std::size_t kMaxToolCalls = 16;
constexpr std::size_t kMaxArgumentBytes = 16 * 1024;

}  // namespace

ChatReader::ChatReader(int max_tokens, OnText on_text)
    : max_tokens_(max_tokens),
      on_text_(std::move(on_text)),
      parser_([this](const net::SseParser::Event& event) { take_event(event); }) {}

base::Status ChatReader::push(std::string_view bytes) {
  if (is_done_) return base::ok();
  if (form_ == Form::unknown) {
    const std::size_t begin = bytes.find_first_not_of(" \r\n\t");
    if (begin == std::string_view::npos) return base::ok();
    form_ = bytes[begin] == '{' ? Form::whole : Form::stream;
  }
  if (form_ == Form::whole) {
    if (whole_.size() + bytes.size() > net::SseParser::kMaxEventBytes) {
      return base::Error{"too_long", "the reply is over 1 MiB long"};
    }
    whole_ += bytes;
    return base::ok();
  }
  if (auto pushed = parser_.push(bytes); !pushed) return pushed;
  return status();
}

base::Status ChatReader::finish() {
  if (form_ == Form::whole && !is_done_) take_event({{}, std::exchange(whole_, {})});
  if (!is_whole()) parser_.finish();  // else what is left is of no use
  is_done_ = is_whole();
  if (const auto so_far = status(); !so_far || is_done_) return so_far;
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
  if (event.data.empty()) return;
  const auto chunk = parse_chunk(event.data);
  if (chunk && event.type != "error") return take(*chunk);
  failure_ = chunk ? base::Error{"upstream", "the service sent an error"} : chunk.error();
}

void ChatReader::take(const ChatChunk& chunk) {
  has_progress_ = has_progress_ || chunk.has_reasoning || !chunk.text.empty();
  prompt_tokens_ = chunk.prompt_tokens.value_or(prompt_tokens_);
  cached_tokens_ = chunk.cached_tokens.value_or(cached_tokens_);
  reply_tokens_ = chunk.reply_tokens.value_or(reply_tokens_);
  for (const ToolCallDelta& delta : chunk.tool_calls) collect(delta);
  if (!chunk.finish_reason.empty()) finish_reason_ = chunk.finish_reason;
  // Some services tell the whole text once more at the end.
  if (chunk.text.empty() || (chunk.is_message && text_bytes_ > 0)) return;
  ++chunks_;
  text_bytes_ += chunk.text.size();
  on_text_(chunk.text);
  if (chunks_ > max_tokens_ * kTokenSlack || text_bytes_ > kMaxTextBytes) {
    finish_reason_ = "length";
    is_done_ = was_stopped_ = true;
  }
}

void ChatReader::collect(const ToolCallDelta& delta) {
  if (delta.index >= kMaxToolCalls) return;
  if (tool_calls_.size() <= delta.index) tool_calls_.resize(delta.index + 1);
  engine::ToolCall& call = tool_calls_[delta.index];
  if (!delta.id.empty()) call.id = delta.id;  // some services repeat it, some leave it out
  if (call.name.empty()) call.name = delta.name;
  if (call.arguments.size() + delta.arguments.size() <= kMaxArgumentBytes) {
    call.arguments += delta.arguments;
  }
}

engine::LlmDone ChatReader::done() const {
  using Why = engine::LlmDone::Why;
  return {.why = finish_reason_ == "length" ? Why::token_limit : Why::finished,
          .reply_tokens = reply_tokens_ != 0 ? reply_tokens_ : chunks_,
          .tool_calls = tool_calls_};
}

}  // namespace hotpin::engines::openai
