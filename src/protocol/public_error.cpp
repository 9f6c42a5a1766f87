#include "protocol/public_error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hotpin::protocol {
namespace {

using Row = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kInternal = "internal";
constexpr std::string_view kUpstream = "upstream_";  // and the status that the service gave

constexpr std::string_view kServiceFailed = "A service behind this server gave an error.";
constexpr std::string_view kServiceAway = "A service behind this server cannot be reached.";
constexpr std::string_view kServiceSlow = "A service behind this server did not answer in time.";
constexpr std::string_view kServiceUnread =
    "A service behind this server gave an answer that could not be read.";
constexpr std::string_view kVoiceFailed = "The voice failed.";

constexpr std::array<Row, 34> kSentences{{
    // Clients in the field look for these words.
    {"not_understood", "Could not understand audio. Please try again."},
    {"unreadable_audio", "What was sent is no sound that can be read."},
    {"busy", "Replaced by a newer utterance while a reply was going out."},
    {"stt_failed", "The speech could not be recognised."},
    {"llm_failed", "The language model failed."},
    {"llm_timeout", "The language model did not answer in time."},
    {"empty_reply", "The language model gave no answer."},
    {"bad_request", "There is nothing to answer."},
    {"bad_template", "The language model failed."},
    {"tools_unsupported", "The language model calls no tools."},
    {"bad_tools", "These tools cannot be given to a language model."},
    {"tts_failed", kVoiceFailed},
    {"espeak_failed", kVoiceFailed},
    {"bad_setting", kVoiceFailed},
    {"no_memory", "The server is short of memory."},
    {"tts_timeout", "The voice did not answer in time."},
    {"bad_wav", kServiceUnread},
    {"bad_chunk", kServiceUnread},
    {"too_long", kServiceUnread},
    {"overloaded", "The server has too much to do; please try again."},
    {"cancelled", "The turn was given up."},
    {"upstream", kServiceFailed},
    {"first_token_timeout", kServiceSlow},
    {"stalled", "A service behind this server stopped in the middle of its answer."},
    {"timeout", kServiceSlow},
    {"connect_timeout", kServiceAway},
    {"dns", kServiceAway},
    {"refused", kServiceAway},
    {"tls", "The connection to a service behind this server is not secure."},
    {"cut", "The connection to a service behind this server was lost."},
    {"held", "A service behind this server asks to wait."},
    {"breaker_open", "A service behind this server fails again and again."},
    {"http_client", "The server failed."},
    {kInternal, "The server failed."},
}};

const Row* find(std::string_view code) {
  const auto* const found = std::find_if(kSentences.begin(), kSentences.end(),
                                         [code](const Row& row) { return row.first == code; });
  return found == kSentences.end() ? nullptr : found;
}

bool is_upstream_status(std::string_view code) {
  if (!code.starts_with(kUpstream)) return false;
  const std::string_view status = code.substr(kUpstream.size());
  return status.size() == 3 &&
         std::all_of(status.begin(), status.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_public_code(std::string_view code) {
  return find(code) != nullptr || is_upstream_status(code);
}

std::string public_sentence(std::string_view code) {
  if (is_upstream_status(code)) return std::string(kServiceFailed);
  const Row* const row = find(code);
  return std::string(row != nullptr ? row->second : find(kInternal)->second);
}

Failed public_failure(base::TurnId turn, std::string_view code) {
  return {turn, std::string(is_public_code(code) ? code : kInternal), public_sentence(code)};
}

}  // namespace hotpin::protocol
