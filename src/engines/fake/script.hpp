#pragma once

#include <string>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace hotpin::engines::fake {

/// What the fake engines do: results and timings for tests and load. Written as `name=value;...` in
/// HOTPIN_FAKE_SCRIPT. In texts, {ms} is the utterance's length, {user} the user's last message,
/// {turns} the number of user messages, {system} the system prompt and
/// {picture} what the model sees, "nothing" without a picture, and {llm} how it was asked to
/// write: what of engine::Sampling there is, but for stop words, and the most tokens. A reply calls
/// tools where it says <call NAME ARGUMENTS>, if the request has any.
struct Script {
  std::string stt_text = "heard {ms} milliseconds";  ///< for audio with a sound in it; else empty
  double stt_ms = 0;                                 ///< from finish() to the final hypothesis
  std::string llm_reply = "You said: {user}.";
  std::string llm_output_reply = "The tool said: {output}.";  ///< to a call's output
  double llm_first_token_ms = 0;
  double llm_token_ms = 0;            ///< between words
  double tts_ms = 0;                  ///< for a phrase
  double tts_audio_ms_per_char = 50;  ///< length of the tone that stands for speech
  double llm_end = -1;                ///< what it says of a sentence's end; -1: nothing
  double judge_finished = -1;         ///< what the judge says of a turn's end; -1: nothing
  double judge_ms = 0;                ///< until it says so
  std::string fail;                   ///< stt | llm | llm_late (after three words) | tts
  std::string hang;                   ///< stt | llm | llm_late | tts: never ends, but by cancel
  bool llm_sees = false;              ///< pictures
  bool llm_endless = false;           ///< the reply again and again, up to the token limit
};

base::Result<Script> parse_script(const std::string& text);

/// The script with its setting's text read from `settings`.
base::Result<Script> script_from(const base::Settings& settings);

/// `text` with every `{name}` replaced by `value`.
std::string filled(std::string text, const std::string& name, const std::string& value);

}  // namespace hotpin::engines::fake
