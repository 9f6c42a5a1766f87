#!/usr/bin/python3
"""Refuses what is the `hotpin` protocol's own outside its folder: its messages, its paths, the
devices that speak it, and fixed rates. Everybody else knows clients by protocol/client_traits.hpp."""

import pathlib
import re
import sys

# Its folder, and its own client with the commands that are wired to it.
ITS_OWN = ("src/protocols/hotpin/", "src/client/", "src/app/client/")

# pattern, why it is the protocol's own or what to say instead, where else it may stand
WORDS = [
    (r"(?<![\w<])(?:EOS|LISTEN|CANCEL|RESET)(?![\w>])",
     "its clients' signals; the events are in protocol/client_event.hpp", ()),
    (r'"(?:session_id|signal|reports_played|chunks_received|bytes_received|ended_by|heard_text|'
     r'played_ms|reset_complete)\\?"', "members of its messages", ()),
    (r'"(?:websocket_endpoint|vosk_model_loaded|saved_path|context_ready)\\?"|\bsaved_path\b',
     "members of its answers to HTTP requests", ()),
    (r"\brequest_user_input\b|\b[Rr]eceipts?\b", "what it tells its devices while they send", ()),
    (r"\b(?:plain|events) mode\b|WS_EVENTS",
     "its two manners; what they differ in is a client's traits", ()),
    # Commands that print the URL of its own client may name it.
    (r"/(?:ws|image|voices)\b(?![/.\w-])", "its paths; a protocol tells its routes",
     ("src/app/start_lines.cpp",)),
    (r"ESP32|Websocket Client|\b[Ff]irmware\b", "how its devices are known", ()),
    # Sound cards, entries of archives and what stat() tells are devices of other kinds.
    (r"(?<!random_)[Dd]evices?(?![a-z])",
     "its devices; say what the client is like or does",
     ("src/app/models/download/archive.", "src/net/tls/file_watch.hpp")),
    # The settings that the program before this one had are still read.
    (r"[Pp]rototypes?", "whom its clients were made for",
     ("src/app/config.", "src/base/dotenv/")),
]

# One constant is the rate that everything listens at. The others are what others speak: a service,
# voices, files.
RATES = re.compile(r"(?<![\w'.])(?:16'?000|22'?050|24'?000|44'?100)(?![\w'.])")
RATES_MAY_STAND = ("src/audio/listening_rate.hpp", "src/engines/openai/speech/speech_audio.cpp",
                   "src/engines/fake/tts.cpp", "src/engines/sherpa/voice_facts.hpp",
                   "src/audio/input/mpeg_frame.cpp")


def faults_in(name, text):
    """(line, message) of each fault of a file of src/."""
    if name.startswith(ITS_OWN):
        return []
    found = []
    for pattern, why, where in WORDS:
        for match in [] if name.startswith(where) else re.finditer(pattern, text):
            found.append((match.start(), f"{match.group()}: {why}"))
    if not name.startswith(RATES_MAY_STAND) and not name.endswith("_test.cpp"):
        for match in RATES.finditer(text):
            found.append((match.start(), f"{match.group()}: a fixed rate; see audio/listening_rate.hpp"))
    return [(text.count("\n", 0, at) + 1, message) for at, message in sorted(found)]


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    faults = 0
    for path in sorted((root / "src").rglob("*.[ch]pp")):
        name = path.relative_to(root).as_posix()
        for line, message in faults_in(name, path.read_text()):
            print(f"{name}:{line}: {message}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
