#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hotpin::dialog {

/// What is heard while a reply is under way.
struct HeardOverReply {
  std::string_view text;         ///< words recognised so far; empty for none
  bool is_text_known = false;    ///< the recogniser has had its say on what was heard
  bool is_text_current = false;  ///< and the text holds all that was heard
  std::size_t speech = 0;        ///< samples of 16 kHz that held speech
  std::size_t quiet = 0;         ///< samples since
  std::string_view said;         ///< of the reply, what went out; empty before its first phrase
  std::string_view spoken = {};  ///< the same as the voice reads it: "three dollars" for "$3"
};

/// `none`: a cough, an "uh-huh". `echo`: the reply coming back, or noise that goes on; either will
/// again.
enum class Verdict { wait, none, echo, interruption };

/// Whether somebody takes the floor, or only coughs, agrees ("uh-huh"), or the microphone hears the
/// reply itself. Pure.
Verdict judge(const HeardOverReply& heard);

/// Speech that makes the reply hold its breath: the shortest words take longer, clicks do not.
inline constexpr std::size_t kHoldSpeech = 160 * 16;
/// Silence after which what was heard is judged as it stands.
inline constexpr std::size_t kJudgedAfter = 400 * 16;
/// Without any words, speech as long as this is an interruption: for recognisers that tell nothing
/// before the end.
inline constexpr std::size_t kLongSpeech = 800 * 16;

}  // namespace hotpin::dialog
