"""Hotpin and a Pipecat bot on the same recogniser, voices, stand-in model and recordings, heard by
one client: by signal with and without a tail, and hands-free."""

import contextlib
import itertools
import json
import pathlib
import tempfile

from lane_latency import files
from runs import bench, compact
from servers import hotpin, pipecat, stand_in_model

VOICES = ("piper", "espeak")
# Two sentences; the first is what both sides' first audio says.
TEXT = "Sure, I can help with that. What would you like to know?"
TAILS = "300,300,0"
# By how a turn ends: sessions, turns of each, options. One user by signal speaks again before the
# answer is over, which cuts it off on both sides; all others hear the whole of it.
# The first of a server is the one whose memory is told: a peer's grows with sessions that came and
# went.
CELLS = {
    "eos": [(8, 3, {"listening_s": 8.0, "pause_s": 0.5, "stagger_s": 5}),
            (1, 9, {"listening_s": 3.0, "pause_s": 0.3}),
            (4, 3, {"listening_s": 6.0, "pause_s": 0.5, "stagger_s": 5})],
    "listen": [(8, 2, {"listening_s": 9.0, "pause_s": 0.5, "stagger_s": 5}),
               (1, 6, {"listening_s": 6.5, "pause_s": 0.5}),
               (4, 2, {"listening_s": 7.5, "pause_s": 0.5, "stagger_s": 5})],
}
# Hands-free both have a model that helps to find the end: Pipecat Smart Turn, Hotpin the embedded
# language model that stands behind the stand-in.
FALLBACK = {"eos": "none", "listen": "auto"}


def tells_memory(turn, sessions):
    return sessions == CELLS[turn][0][0]


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, data):
    """A field of a protobuf message that holds bytes."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def voice_for_sherpa(place):
    """The Piper voice in the form that sherpa-onnx reads from a file: facts in the ONNX file's
    metadata, tokens in a table. (Hotpin does the same in memory.)"""
    source = place.parts / "models/piper-en_US-joe-medium/voice.onnx"
    folder = place.cache / f"pipecat-voice-{source.stat().st_size}"
    model, tokens = folder / "voice.onnx", folder / "tokens.txt"
    if not tokens.exists():
        folder.mkdir(parents=True, exist_ok=True)
        described = json.loads(source.with_name("voice.onnx.json").read_text())
        facts = {"model_type": "vits", "comment": "piper", "language": "English",
                 "voice": "en-us", "has_espeak": "1", "n_speakers": "1",
                 "sample_rate": str(described["audio"]["sample_rate"])}
        entries = (field(1, name.encode()) + field(2, value.encode())
                   for name, value in facts.items())
        model.write_bytes(source.read_bytes() + b"".join(field(14, entry) for entry in entries))
        table = "".join(f"{symbol} {ids[0]}\n" for symbol, ids in described["phoneme_id_map"].items())
        tokens.write_text(table)
    return {"PIPER_MODEL": str(model), "PIPER_TOKENS": str(tokens)}


def recordings(place):
    """Whole sentences, where they are: a peer that judges whether a sentence is finished would
    wait behind the half ones of the other recordings."""
    found = sorted((place.peers.parent / "data/speech").glob("spk*.wav"))
    return found or files(place)


def start(side, voice, turn, place, model, folder):
    if side == "hotpin":
        return hotpin(place.hotpin, folder, HOTPIN_TTS=voice, HOTPIN_LLM="openai",
                      HOTPIN_LLM_URL=f"http://127.0.0.1:{model.port}/v1",
                      HOTPIN_LLM_MODEL="stand-in", HOTPIN_LLM_FALLBACK=FALLBACK[turn])
    moonshine = place.parts / "models/moonshine-tiny-en"
    return pipecat(place.peer_python, place.peers, folder, model.port, TTS=voice,
                   MOONSHINE_DIR=str(moonshine), MOONSHINE_TOKENS=str(moonshine / "tokens.txt"),
                   **voice_for_sherpa(place))


def run(place):
    rows = []
    spoken = recordings(place)
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        model = stack.enter_context(
            stand_in_model(place.peer_python, place.peers, folder, TEXT=TEXT))
        for voice, side, turn in itertools.product(VOICES, ("hotpin", "pipecat"), CELLS):
            with start(side, voice, turn, place, model, folder) as server:
                for sessions, turns, options in CELLS[turn]:
                    result = bench(place, f"pipecat-{voice}-{turn}-{sessions}-{side}", server,
                                   spoken, helpers=[model], dialect=side, turn=turn,
                                   sessions=sessions, turns=place.turns(turns),
                                   tail_ms=TAILS, **options)
                    rows.append({"voice": voice, "side": side, "turn": turn,
                                 "sessions": sessions, "run": compact(result)})
    return rows
