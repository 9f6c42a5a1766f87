#include "engine/unseen_picture.hpp"

#include <utility>

namespace hotpin::engine {

LlmRequest without_picture(LlmRequest request) {
  using enum ChatMessage::Role;
  if (!std::exchange(request.picture, nullptr) || request.messages.empty()) return request;
  const std::vector<ChatMessage> told{{user, "Here is a picture."}, {assistant, kUnseenPicture}};
  request.messages.insert(request.messages.end() - 1, told.begin(), told.end());
  return request;
}

}  // namespace hotpin::engine
