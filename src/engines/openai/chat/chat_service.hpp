#pragma once

#include <string>
#include <vector>

#include "engine/llm.hpp"
#include "engines/openai/chat/chat_memory.hpp"
#include "engines/openai/chat/chat_request.hpp"
#include "engines/openai/endpoint.hpp"
#include "engines/openai/service/routes.hpp"
#include "engines/openai/upstream.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// What all calls of the language model share. Owned by the engine; used on the client's thread.
struct ChatService {
  net::HttpClient& client;
  Endpoint endpoint;
  ChatRequestOptions options;
  Upstream upstream;
  Routes routes;
  ChatMemory memory;
  base::Duration first_token_limit;  ///< from the call to the first text, retries included
  base::Duration stall_limit;        ///< between two pieces of text
  base::Duration thinking_limit;     ///< to the first text of a model that shows it is thinking
  engine::Sampling sampling = {};    ///< of who chooses nothing else
  std::vector<engine::ChatMessage> shared_prefix = {};  ///< that all conversations begin with
  std::string models = {};  ///< names the service told at start, for error lines
};

}  // namespace hotpin::engines::openai
