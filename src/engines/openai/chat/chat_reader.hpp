#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/openai/chat/chat_body.hpp"
#include "engines/openai/chat/chat_chunk.hpp"
#include "engines/openai/chat/reply_words.hpp"

namespace hotpin::engines::openai {

/// Reads the body of one chat completion, streamed or whole, into text and an end. Owned by one
/// attempt; not thread-safe; pure.
class ChatReader {
 public:
  using OnText = ReplyWords::OnText;
  ChatReader(int max_tokens, OnText on_text);

  /// The error ends it: "too_long", "upstream". A chunk that cannot be read is passed over.
  base::Status push(std::string_view bytes);
  /// The body is over: "cut" when the reply is not, "bad_chunk" when nothing of it could be read.
  base::Status finish();

  bool is_done() const { return is_done_; }
  /// The text is whole: why it ended is told, only the mark of the end may be missing.
  bool is_whole() const { return is_done_ || !finish_reason_.empty(); }
  /// It had more than was asked for, and was not heard to its end.
  bool was_stopped() const { return words_.is_full(); }
  /// Something came that shows the model at work: text, thoughts or calls.
  bool has_progress() const { return has_progress_; }
  /// Nothing but thoughts came, and blanks.
  bool is_wordless() const { return words_.is_wordless(); }
  bool has_thoughts() const { return has_thoughts_; }
  bool has_tool_calls() const { return !tool_calls_.calls().empty(); }
  engine::LlmDone done() const;
  int prompt_tokens() const { return prompt_tokens_; }
  int cached_tokens() const { return cached_tokens_; }

 private:
  void take_event(const net::SseParser::Event& event);
  void take(const ChatChunk& chunk);
  void take_text(const std::string& text);
  void take_calls(const std::vector<ToolCallDelta>& deltas);
  base::Status status() const;

  ChatBody body_;
  ReplyWords words_;
  ToolCalls tool_calls_;
  base::Error failure_;  // no code: none
  std::string finish_reason_;
  int prompt_tokens_ = 0;
  int cached_tokens_ = 0;
  int reply_tokens_ = 0;
  bool has_progress_ = false;
  bool has_thoughts_ = false;
  bool has_bad_chunk_ = false;
  bool is_done_ = false;
};

}  // namespace hotpin::engines::openai
