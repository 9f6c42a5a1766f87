#pragma once

#include <memory>
#include <string>

#include "protocol/adapter.hpp"

namespace hotpin::protocols::hotpin {

/// What a request is answered with.
struct HttpAnswer {
  protocol::HttpHead head{};
  std::string body{};
};

/// `json` is one line with its end.
HttpAnswer json_answer(int status, std::string json);

/// Head, body and end at once, so that the server knows the answer's length.
void answer_with(HttpAnswer answer, protocol::Outbox& outbox);

/// Gives `answer` once the request's body, which nobody wants, is over.
std::unique_ptr<protocol::Adapter> make_known_answer(HttpAnswer answer);

}  // namespace hotpin::protocols::hotpin
