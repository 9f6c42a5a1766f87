#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hotpin::dialog {

/// Takes a model's thoughts, `<think>…</think>` or `<thinking>…</thinking>`, out of its reply. The
/// tags may be cut over deltas anywhere; one that is never closed runs to the reply's end. Owned by
/// a ReplyText; one per reply; pure. Holds back at most the beginning of a tag, which at the
/// reply's end is worth nothing, so there is no finish().
class ThinkFilter {
 public:
  struct Part {
    std::string text;
    /// A closing tag stood behind `text` that nothing had opened: some chat templates open the tag
    /// in the prompt, and all that came before was thought.
    bool was_thought = false;
  };
  std::vector<Part> push(std::string_view delta);

 private:
  void step(char c, std::vector<Part>& parts);
  void end_tag(std::vector<Part>& parts);

  std::string tag_;  // what may become a tag
  bool thinking_ = false;
};

}  // namespace hotpin::dialog
