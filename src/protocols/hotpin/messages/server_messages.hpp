#pragma once

#include <string>

#include "protocol/server_event.hpp"
#include "protocols/hotpin/receipts.hpp"

namespace hotpin::protocols::hotpin {

/// The device parses what one read of its socket gives it (about 1.4 KB) as one JSON text, so its
/// texts are cut to this many bytes; other clients get them whole.
inline constexpr std::size_t kMaxDeviceTextBytes = 1000;
enum class TextLength { whole, for_device };
/// Whether the client is told where in its audio speech begins and ends.
enum class SpeechPlace { untold, told };

/// The JSON text of each event, as docs/PROTOCOL.md has it. Always valid UTF-8.
std::string to_json(const protocol::Connected& event, TextLength length);
std::string to_json(const protocol::SpeechStarted& event, SpeechPlace place);
std::string to_json(const protocol::SpeechStopped& event, SpeechPlace place);
std::string to_json(const protocol::PartialTranscript& event, TextLength length);
std::string to_json(const protocol::InputKept& event, TextLength length);
std::string to_json(const AudioReceived& event);
std::string to_json(const protocol::Transcribing& event);
std::string to_json(const protocol::Thinking& event, TextLength length);
std::string to_json(const protocol::SpeakingStarted& event, TextLength length);
std::string to_json(const protocol::PhraseSpoken& event, TextLength length);
std::string to_json(const protocol::TextWritten& event);
std::string to_json(const protocol::ReplyHeld& event);
std::string to_json(const protocol::ReplyResumed& event);
std::string to_json(const protocol::Interrupted& event, TextLength length);
std::string to_json(const protocol::Failed& event, TextLength length);
std::string to_json(const protocol::LedgerReport& event);
std::string to_json(const protocol::Completed& event, TextLength length);
std::string to_json(const protocol::HistoryForgotten& event);
std::string to_json(const protocol::SettingsTaken& event);
std::string to_json(const protocol::ItemKept& event);
std::string to_json(const protocol::ItemGone& event);

}  // namespace hotpin::protocols::hotpin
