#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/utf8.hpp"
#include "engines/openai/chat/chat_reader.hpp"
#include "engines/openai/failure.hpp"

/// The first byte says how the rest is cut; the rest is a response: body, and retry-after.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using hotpin::engines::openai::ChatReader;
  if (size == 0) return 0;
  const std::size_t step = std::size_t{data[0]} + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::size_t text_bytes = 0;
  ChatReader reader(100, [&](const std::string& text) {
    if (!hotpin::base::is_valid_utf8(text)) std::abort();
    text_bytes += text.size();
  });
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    if (!reader.push(bytes.substr(at, step))) break;
  }
  static_cast<void>(reader.finish());
  if (text_bytes > hotpin::engines::openai::ReplyWords::kMaxTextBytes + size) std::abort();

  const hotpin::net::ResponseHead head{429,
                                       {{"retry-after", std::string(bytes)},
                                        {"x-ratelimit-remaining-tokens", "0"},
                                        {"x-ratelimit-reset-tokens", std::string(bytes)}}};
  const auto failure =
      hotpin::engines::openai::failure_of(head, bytes, std::chrono::system_clock::now());
  if (failure.hold && *failure.hold > hotpin::engines::openai::kMaxHold) std::abort();
  return 0;
}
