#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"

namespace hotpin::engines::llama {

/// A model file's own chat template (Jinja), rendered by llama.cpp's template engine. Owned by the
/// language; render() may be called from any thread.
class ChatTemplate {
 public:
  /// Fails when the template cannot be read, or a small conversation does not come out of it.
  /// `bos` and `eos` are the texts of the model's begin and end tokens, which templates may print.
  static base::Result<ChatTemplate> parse(const std::string& source, std::string bos,
                                          std::string eos);
  ChatTemplate(ChatTemplate&&) noexcept;
  ChatTemplate& operator=(ChatTemplate&&) noexcept;
  ~ChatTemplate();

  /// The conversation as text, up to where the assistant's next words begin. What a template cannot
  /// take is mended first: neighbours of one role are joined, an assistant that speaks first is
  /// left out, a system prompt goes into the first user message where there is no such role.
  base::Result<std::string> render(const std::vector<engine::ChatMessage>& messages) const;

 private:
  struct Parsed;
  explicit ChatTemplate(std::unique_ptr<Parsed> parsed);

  std::unique_ptr<Parsed> parsed_;
};

}  // namespace hotpin::engines::llama
