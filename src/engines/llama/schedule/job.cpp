#include "engines/llama/schedule/job.hpp"

#include <utility>

#include "base/utf8.hpp"

namespace hotpin::engines::llama {

void Job::end(engine::LlmEvent event) {
  over = true;
  if (sink) std::exchange(sink, nullptr)(std::move(event));
}

void Job::end_with_error(std::string code, std::string detail) {
  end(base::Error{std::move(code), std::move(detail)});
}

void Job::end_with_reply(engine::LlmDone::Why why) {
  if (!unsent.empty()) sink(engine::LlmDelta{base::to_valid_utf8(std::exchange(unsent, {}))});
  engine::LlmDone done;
  done.why = why;
  done.reply_tokens = static_cast<int>(reply_tokens());
  end(done);
}

void Job::say_prompted() {
  sink(engine::LlmPrompted{static_cast<int>(prompt_tokens), static_cast<int>(cached),
                           base::to_ms(prompt_time)});
}

void Job::say(const std::string& bytes) {
  unsent += bytes;
  const std::size_t whole = base::whole_characters(unsent);
  if (whole == 0) return;
  std::string text = base::to_valid_utf8(std::string_view(unsent).substr(0, whole));
  unsent.erase(0, whole);
  sink(engine::LlmDelta{std::move(text)});
}

}  // namespace hotpin::engines::llama
