#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/chat_marks/mark_filter.hpp"
#include "dialog/stop_words.hpp"

namespace hotpin::session {

/// What of a language model's reply is its answer, as it streams in: without thoughts and marks of
/// chat templates, up to the first stop word. Owned by one reply's reader; pure.
class AnswerText {
 public:
  /// Of what is held back until a thought has ended; what is more of it is dropped.
  static constexpr std::size_t kMostAwaited = 64 * 1024;

  /// `expects_thought`: the reply is likely to begin with a thought of which only the end is
  /// marked; nothing is given before that, or the reply's end.
  AnswerText(std::vector<std::string> stop_words, bool expects_thought)
      : stop_(std::move(stop_words)), awaits_thought_(expects_thought) {}

  /// The answer that `delta` brought, whole characters. Nothing once it is over.
  std::string push(std::string_view delta);
  /// What was held back.
  std::string finish();

  /// Its end was read: the model need not go on.
  bool is_over() const { return stop_.is_met() || marks_.is_over(); }
  /// Whether the last push() found all that was given before it to be thought, which nobody can
  /// take back.
  bool was_thought() const { return was_thought_; }
  bool awaits_thought() const { return awaits_thought_; }

 private:
  void take(std::string_view text, std::string& out);

  base::MarkFilter marks_;
  dialog::StopWords stop_;
  std::string awaited_;
  bool awaits_thought_;
  bool was_thought_ = false;
};

}  // namespace hotpin::session
