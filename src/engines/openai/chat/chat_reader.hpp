#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/openai/chat/chat_chunk.hpp"
#include "net/client/sse.hpp"

namespace hotpin::engines::openai {

/// Reads the body of one chat completion, streamed or whole, into text and an end. Owned by one
/// attempt; not thread-safe; pure.
class ChatReader {
 public:
  /// Of a reply; what comes after it is not taken. A spoken reply is a few hundred bytes.
  static constexpr std::size_t kMaxTextBytes = 64 * 1024;

  using OnText = std::function<void(std::string text)>;
  ChatReader(int max_tokens, OnText on_text);

  /// The error ends it: "too_long", "upstream". A chunk that cannot be read is passed over.
  base::Status push(std::string_view bytes);
  /// The body is over: "cut" when the reply is not, "bad_chunk" when nothing of it could be read.
  base::Status finish();

  bool is_done() const { return is_done_; }
  /// The text is whole: why it ended is told, only the mark of the end may be missing.
  bool is_whole() const { return is_done_ || !finish_reason_.empty(); }
  /// It had more than was asked for, and was not heard to its end.
  bool was_stopped() const { return was_stopped_; }
  /// Something came that shows the model at work: text, thoughts or calls.
  bool has_progress() const { return has_progress_; }
  /// Nothing but thoughts came, and blanks.
  bool is_wordless() const;
  bool has_thoughts() const { return has_thoughts_; }
  bool has_tool_calls() const { return !tool_calls_.calls().empty(); }
  engine::LlmDone done() const;
  int prompt_tokens() const { return prompt_tokens_; }
  int cached_tokens() const { return cached_tokens_; }

 private:
  bool find_form();
  void take_whole();
  void take_event(const net::SseParser::Event& event);
  void take_text(const std::string& text);
  void take(const ChatChunk& chunk);
  void take_calls(const std::vector<ToolCallDelta>& deltas);
  base::Status status() const;

  const int max_tokens_;
  OnText on_text_;
  net::SseParser parser_;
  std::string whole_;  // the body: its first bytes, and all of it when it is no stream
  enum class Form { unknown, stream, whole };
  Form form_ = Form::unknown;
  base::Error failure_;  // no code: none
  ToolCalls tool_calls_;
  std::string finish_reason_;
  std::string text_;    // all of it so far
  std::string blanks_;  // that began it, until a word comes
  int chunks_ = 0;
  int prompt_tokens_ = 0;
  int cached_tokens_ = 0;
  int reply_tokens_ = 0;
  bool has_progress_ = false;
  bool has_thoughts_ = false;
  bool has_bad_chunk_ = false;
  bool is_done_ = false;
  bool was_stopped_ = false;
};

}  // namespace hotpin::engines::openai
