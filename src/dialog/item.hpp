#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hotpin::dialog {

/// A conversation is a list of these, in order. A plain value.
struct Item {
  enum class Kind {
    system,     ///< an instruction
    user,       ///< what the user said or wrote
    assistant,  ///< what was heard, or read, of a reply
    call,       ///< a function that the model called
    output      ///< what came of it
  };
  static constexpr std::size_t kMaxIdBytes = 64;

  std::string id{};  ///< unique in its conversation; see is_item_id()
  Kind kind = Kind::user;
  std::string text{};     ///< of a call its arguments, JSON as the model wrote it
  std::string name{};     ///< of a call: the function's
  std::string call_id{};  ///< what holds a call and its output together

  bool operator==(const Item&) const = default;
};

/// 1 to Item::kMaxIdBytes letters, digits, '_', '-' and '.'.
inline bool is_item_id(std::string_view id) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !id.empty() && id.size() <= Item::kMaxIdBytes &&
         id.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace hotpin::dialog
