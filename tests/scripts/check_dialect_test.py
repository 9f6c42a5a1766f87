"""check_dialect_test.py SCRIPTS: what scripts/check_dialect.py finds, where, and what it lets pass."""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import check_dialect  # noqa: E402

FAULTS = [
    '// Behind an EOS.', 'send(R"({"signal": "LISTEN"})")', '{"RESET"}', '"\\"session_id\\":"',
    '// In plain mode', '"HOTPIN_WS_EVENTS"', '"/ws"', '"/ws?x=1"', '// `POST /image` takes',
    '"ws://host:port/ws"', '"ESP32 Websocket Client"', '// the devices in the field',
    'TEST(Turn, OfADevice)', 'kDeviceRate', 'bool is_device_ = false;', "// the prototype's",
    '// A receipt is due', '{"saved_path", ""}', 'request_user_input']
PASS = [
    '"<EOS>"', 'kEOSToken', '// cancel, listen and reset', '#include "protocol/image_header.hpp"',
    '"image/png"', '"/wsx"', '#include "support/image/pictures.hpp"', 'std::random_device random;',
    'session_id', '// a mode of events', 'RESET_ALL', '// received']
RATES = ["= 16000;", "60 * 16'000", "{24000}", "44'100", "22050,"]
OTHER_NUMBERS = ["160'000", "16'000'000", "= 8000;", "x16000", "2.16000", "320'00"]


def faults(text, name="src/session/reply.cpp"):
    return check_dialect.faults_in(name, text)


for line in FAULTS:
    assert faults(line) and faults(line, "src/dialog/turn_test.cpp"), line
    for own in ("protocols/hotpin/adapter.cpp", "client/talk.cpp", "app/client/talk_options.cpp"):
        assert not faults(line, f"src/{own}"), (own, line)
for line in PASS:
    assert not faults(line), (line, faults(line))
for line in RATES:
    assert len(faults(line)) == 1, line
    assert not faults(line, "src/session/reply_test.cpp"), line
    assert not faults(line, "src/audio/listening_rate.hpp"), line
for line in OTHER_NUMBERS:
    assert not faults(line), line

assert not faults("holds a link or a device", "src/app/models/download/archive.cpp")
assert faults("holds a link or a device", "src/app/models/listing.cpp")
assert not faults('url + "/ws"', "src/app/start_lines.cpp")
assert faults('"EOS"', "src/app/start_lines.cpp"), "a place is let off one word"

first, second = faults("one\n16000 EOS\n")
assert first[0] == second[0] == 2 and first[1].startswith("16000: ") and second[1].startswith("EOS: ")
