"""Engines that cost nothing: what the server itself adds, on one core; the load on another."""

import os
import pathlib
import tempfile

from lane_latency import files
from runs import bench, compact
from servers import hotpin

ENGINES = {
    "HOTPIN_STT": "fake", "HOTPIN_LLM": "fake", "HOTPIN_TTS": "fake", "HOTPIN_VAD": "fake",
    # 2 s of tone, in two phrases.
    "HOTPIN_FAKE_SCRIPT": "llm_reply=Sure, it is so. And more of it.;tts_audio_ms_per_char=70",
}
# connected, talking, turns of each, options: one user in short turns, since only many of them have
# a p99; the others speak for 2 to 3 s and listen for as long.
CELLS = [
    (1, 1, 60, {"listening_s": 0.5, "pause_s": 0.1, "words": "short"}),
    (10, 10, 6, {"listening_s": 2.5, "pause_s": 0.5}),
    (200, 200, 5, {"listening_s": 2.5, "pause_s": 0.5}),
    (500, 500, 4, {"listening_s": 2.5, "pause_s": 0.5}),
    (1000, 100, 4, {"listening_s": 2.5, "pause_s": 0.5}),
]
SHORT = ["two_cities.wav@1200-1700", "two_cities.wav@10760-11260", "beckett.wav@0-500"]


def run(place):
    if os.cpu_count() < 2:
        raise SystemExit("the load lane needs two cores: one for the server, one for the load")
    rows = []
    for connected, talking, turns, given in CELLS:
        options = dict(given)
        short = options.pop("words", None)
        recordings = [place.parts / "speech" / name for name in SHORT] if short else files(place)
        with (tempfile.TemporaryDirectory() as folder,
              hotpin(place.hotpin, pathlib.Path(folder), before=("taskset", "-c", "0"),
                     **ENGINES) as server):
            result = bench(place, f"load-{connected}-{talking}", server, recordings, cpu=1,
                           sessions=connected, talking=talking, turns=place.turns(turns),
                           turn="eos", tail_ms=0, message_ms=20, **options)
        rows.append({"connected": connected, "talking": talking, "run": compact(result)})
    return rows
