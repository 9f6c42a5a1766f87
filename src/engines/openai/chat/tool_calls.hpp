#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/tools.hpp"

namespace hotpin::engines::openai {

/// A piece of a call, or all of it; what it does not tell is empty.
struct ToolCallDelta {
  std::optional<std::size_t> index{};  ///< which call it belongs to, if the service says so
  std::string id{};
  std::string name{};
  std::string arguments{};
  std::string extra{};  ///< JSON that the service wants back with the call
};

/// Puts the calls of one reply together from their pieces. Services differ in what a piece tells:
/// some number the calls, some have 0 for all of them, some tell no number; some tell the id and
/// the name once, some with each piece, and some make a new id each time. Owned by one attempt; not
/// thread-safe; pure but for the ids it makes.
class ToolCalls {
 public:
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kMaxBytes = 64 * 1024;  ///< of all together

  /// The error, "too_long", is at a bound.
  base::Status add(const ToolCallDelta& delta);
  bool is_empty() const { return calls_.empty(); }
  /// In the order in which they began; without those whose name never came. An id that is missing,
  /// or that an earlier one has, is made: 9 letters and digits, which is what Mistral's takes.
  std::vector<engine::ToolCall> calls() const;

 private:
  struct Call {
    std::optional<std::size_t> index;
    engine::ToolCall call;
    std::size_t depth = 0;  ///< of the arguments' JSON so far
    bool is_in_string = false;
    bool is_escaped = false;
    bool is_whole = false;  ///< the arguments are an object to its end
  };

  Call* find(const ToolCallDelta& delta);
  Call* last_if(bool fits) { return fits && !calls_.empty() ? &calls_.back() : nullptr; }
  static bool is_another(const Call& call, const ToolCallDelta& delta);
  static void append(Call& call, std::string_view arguments);
  static void follow(Call& call, char c);

  std::vector<Call> calls_;
  std::size_t bytes_ = 0;
};

}  // namespace hotpin::engines::openai
