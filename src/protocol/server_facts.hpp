#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace hotpin::protocol {

/// A voice that VoiceWish::name may name.
struct VoiceFacts {
  std::string id;
  std::string name;                    ///< for people
  std::vector<std::string> languages;  ///< tags such as "en-us", the most fitting first
  std::string engine;
};

/// What the server says of itself. Thread-safe.
struct ServerFacts {
  std::string version{};
  std::string stt{};  ///< names of the engines in use
  std::string llm{};
  std::string tts{};
  std::vector<VoiceFacts> voices{};  ///< the server's own first
  std::function<std::size_t()> active_conversations = [] { return std::size_t{0}; };
};

}  // namespace hotpin::protocol
