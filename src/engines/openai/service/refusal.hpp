#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::engines::openai {

/// What was asked, as far as a refusal of it may speak about it.
struct Asked {
  std::vector<std::string> members;  ///< names of the request's JSON object
  std::int64_t max_tokens = 0;       ///< of the reply; 0: not told
};

/// What a service objects to in a request, and what helps.
struct Refusal {
  enum class What {
    other,           ///< nothing that another form of the request would help
    members,         ///< leave `members` out
    max_tokens,      ///< ask for at most `limit` tokens of reply
    too_long,        ///< send less of the conversation
    system_role,     ///< no message of the role "system"
    developer_role,  ///< "developer" in its place
    alternation,     ///< user and assistant must take turns
    tools,           ///< it, or its model, takes none: asked without them it would make things up
  };
  What what = What::other;
  std::vector<std::string> members{};
  std::int64_t limit = 0;  ///< of `max_tokens`; with `too_long` that of the context, 0: not told
  std::int64_t given = 0;  ///< with `too_long`, what the request came to, in the limit's unit
};

/// Reads a response that is not 2xx, or an error inside a stream (status 200). Any bytes will do.
Refusal read_refusal(int status, std::string_view body, const Asked& asked);

}  // namespace hotpin::engines::openai
