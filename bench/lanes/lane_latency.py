"""The embedded engines, one user: how long an answer takes, and what work done ahead gains."""

import pathlib
import tempfile

from runs import bench, compact, knows_option
from servers import hotpin

# Two to three and a half seconds of people reading, cut at pauses.
STRETCHES = [
    "two_cities.wav@1200-4700", "two_cities.wav@10760-12920", "two_cities.wav@21240-24140",
    "two_cities.wav@26560-28420", "two_cities.wav@29920-32400", "two_cities.wav@38700-41780",
    "beckett.wav@0-3340", "beckett.wav@6660-9800", "endgame_nagg_nell.wav@8740-11440",
    "endgame_nagg_nell.wav@14660-17060",
]
VOICES = ("piper", "espeak")
TAILS = "300,0,300,600"  # of four turns two have the tail that people leave
AHEAD = {"piper": ("off", "words", "prompt", "all"), "espeak": ("off", "all")}
# A user hears the beginning of each answer and goes on; the whole of it hands-free, where to speak
# into it would be an interruption.
SIGNAL = {"turn": "eos", "listening_s": 2.2, "pause_s": 0.2}
LISTEN = {"turn": "listen", "listening_s": 6.5, "pause_s": 0.5}


def files(place):
    return [place.parts / "speech" / stretch for stretch in STRETCHES]


def cells(voice, ahead):
    """(options of the run, turns) for one setting of the server."""
    all_tails = voice == "piper" and ahead in ("off", "all", None)
    yield {**SIGNAL, "tail_ms": TAILS if all_tails else "300"}, 20 if all_tails else 10
    if ahead in ("all", None):
        yield LISTEN, 8


def run(place):
    rows = []
    has_ahead = knows_option(place, "--ahead")
    for voice in VOICES:
        for ahead in AHEAD[voice] if has_ahead else (None,):
            settings = {"HOTPIN_TTS": voice, "HOTPIN_LLM_MAX_TOKENS": "24"}
            if ahead:
                settings["HOTPIN_AHEAD"] = ahead
            with (tempfile.TemporaryDirectory() as folder,
                  hotpin(place.hotpin, pathlib.Path(folder), **settings) as server):
                for options, turns in cells(voice, ahead):
                    name = "-".join(filter(None, ("latency", voice, ahead, options["turn"])))
                    result = bench(place, name, server, files(place), turns=place.turns(turns),
                                   **options)
                    rows.append({"voice": voice, "ahead": ahead or "as built",
                                 "run": compact(result)})
    return rows
