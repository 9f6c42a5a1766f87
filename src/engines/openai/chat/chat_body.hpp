#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/client/sse.hpp"

namespace hotpin::engines::openai {

/// Splits the body of a chat completion into its events: those of a stream as they come, and at the
/// end that of a completion that was not streamed, or one for each line of JSON. Owned by a reader;
/// not thread-safe; pure.
class ChatBody {
 public:
  using OnEvent = net::SseParser::OnEvent;
  explicit ChatBody(const OnEvent& on_event) : on_event_(on_event), stream_(on_event) {}

  /// The error, "too_long", is at a bound.
  base::Status push(std::string_view bytes);
  /// Nothing follows.
  void finish();

 private:
  bool find_form();
  void take_whole();

  const OnEvent on_event_;
  net::SseParser stream_;
  enum class Form { unknown, stream, whole };
  Form form_ = Form::unknown;
  std::string kept_;  // the first bytes, and all of them when it is no stream
};

}  // namespace hotpin::engines::openai
