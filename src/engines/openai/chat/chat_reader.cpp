#include "engines/openai/chat/chat_reader.hpp"

#include <utility>

#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {

ChatReader::ChatReader(int max_tokens, OnText on_text)
    : body_([this](const net::SseParser::Event& event) { take_event(event); }),
      words_(max_tokens, std::move(on_text)) {}

base::Status ChatReader::push(std::string_view bytes) {
  if (is_done_) return base::ok();
  if (auto pushed = body_.push(bytes); !pushed) return pushed;
  return status();
}

base::Status ChatReader::finish() {
  if (!is_whole()) body_.finish();  // else what is left is of no use
  is_done_ = is_whole();
  if (const auto so_far = status(); !so_far || is_done_) return so_far;
  if (has_bad_chunk_ && words_.is_empty()) {
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
  if (!chunk.text.empty() && (!chunk.is_message || words_.is_empty())) take_text(chunk.text);
}

void ChatReader::take_calls(const std::vector<ToolCallDelta>& deltas) {
  for (const ToolCallDelta& delta : deltas) {
    const auto added = tool_calls_.add(delta);
    if (added) continue;
    failure_ = added.error();
    return;
  }
}

void ChatReader::take_text(const std::string& text) {
  words_.take(text);
  if (!words_.is_full()) return;
  finish_reason_ = "length";
  is_done_ = true;
}

engine::LlmDone ChatReader::done() const {
  using Why = engine::LlmDone::Why;
  return {.why = finish_reason_ == "length" ? Why::token_limit : Why::finished,
          .reply_tokens = reply_tokens_ != 0 ? reply_tokens_ : words_.pieces(),
          .tool_calls = tool_calls_.calls()};
}

}  // namespace hotpin::engines::openai
