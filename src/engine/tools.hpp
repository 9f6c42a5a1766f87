#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engine {

/// What a language model may ask for besides giving words.
struct Tool {
  std::string name;         ///< 1 to 64 of [A-Za-z0-9_-]
  std::string description;  ///< UTF-8, for the model; may be empty
  std::string parameters;   ///< a JSON Schema object as text; empty: it takes none
};

/// The tools of a request: shared, as they are the same for many. Null or empty: none.
using Tools = std::shared_ptr<const std::vector<Tool>>;

struct ToolChoice {
  enum class Mode {
    automatic,  ///< the model decides
    none,       ///< it must not call
    required,   ///< it must call one, whichever
    named       ///< it must call `name`
  };
  Mode mode = Mode::automatic;
  std::string name{};  ///< of `named`; else empty

  bool operator==(const ToolChoice&) const = default;
};

/// A call that the model made.
struct ToolCall {
  /// Names the call, so that its output is told from others'; made by the engine where the model
  /// gave none. Not unique over a conversation: some models count from 0 in each reply.
  std::string id;
  std::string name;       ///< as the model wrote it; it may be no tool of the request
  std::string arguments;  ///< whatever text it wrote, a JSON object if all is well
  /// What the engine wants to see again with the call, for itself alone; empty as a rule. A service
  /// may refuse a turn's later requests without it.
  std::string extra{};

  bool operator==(const ToolCall&) const = default;
};

inline constexpr std::size_t kMostTools = 128;
inline constexpr std::size_t kMaxToolBytes = 16 * 1024;    ///< name, description and parameters
inline constexpr std::size_t kMaxToolsBytes = 256 * 1024;  ///< of all together
inline constexpr std::size_t kMaxToolParameterDepth = 32;  ///< levels of JSON

/// Whether these may go into a request: names that are valid and differ, parameters and sizes
/// within the bounds above, and a choice that there is. Whoever takes tools from a client asks
/// this; engines rely on it. The error is "bad_tools", one line that names the tool.
base::Status check_tools(const std::vector<Tool>& tools, const ToolChoice& choice);

}  // namespace hotpin::engine
