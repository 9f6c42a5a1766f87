#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/chat_marks/mark_table.hpp"
#include "base/chat_marks/shown_text.hpp"

namespace hotpin::base {

/// Takes out of a model's reply what chat templates put around it: thoughts, channels, calls of
/// tools, roles, and all that follows the answer's end. A mark may be cut over deltas anywhere. A
/// mark directly behind a single backtick is quoted: it is words. Owned by whoever reads a reply;
/// one per reply; pure. Holds back at most the beginning of a mark.
class MarkFilter {
 public:
  struct Part {
    std::string text;
    /// What came before, `text` included, turned out to be thought: some chat templates open it in
    /// the prompt, and only its end is in the reply.
    bool was_thought = false;
  };
  /// `delta` is valid UTF-8 of whole characters. Gives nothing once the answer is over.
  std::vector<Part> push(std::string_view delta);
  /// The reply is over: what was held back, unless it is the beginning of a mark in brackets.
  std::string finish();

  /// The answer's end was read: nothing that follows belongs to it.
  bool is_over() const { return is_over_; }
  /// What comes now is nobody's to hear.
  bool is_hidden() const { return hidden_ != nullptr || naming_ != nullptr; }
  /// Something of the answer was given.
  bool has_answer() const { return shown_.has_words(); }
  /// Some of the reply was thought.
  bool has_thoughts() const { return has_thoughts_; }

 private:
  void step(std::string_view character);
  void release();
  MarkMatch next_mark() const;
  bool is_words(const ChatMark& mark) const;
  void take_text(std::string_view character);
  void take_name(std::string_view character);
  void show(std::string_view character);

  void apply(const ChatMark& mark);
  void apply_visible(const ChatMark& mark);
  void apply_hidden(const ChatMark& mark);
  bool begins_pair(const ChatMark& mark);
  bool ends_pair(const ChatMark& mark);
  void open_name(const ChatMark& mark);
  void close_name();
  void name_before_text();
  void begin_answer();
  void turn(bool is_own);
  void message_ends();
  void hide(const ChatMark& mark);
  void retract();
  void end() { is_over_ = true; }

  std::vector<Part> parts_;           // of the push() that runs
  std::string held_;                  // what may become a mark
  const ChatMark* hidden_ = nullptr;  // what opened it
  const ChatMark* naming_ = nullptr;  // what a name is read behind
  std::string_view pair_;             // group of what was opened around the answer or in it
  std::string name_;                  // of a role or channel, while it is read
  ShownText shown_;
  bool has_final_ = false;      // a mark said where the answer begins
  bool message_ended_ = false;  // the answer is over if no channel follows
  bool has_thoughts_ = false;
  bool is_over_ = false;
};

}  // namespace hotpin::base
