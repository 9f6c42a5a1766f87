"""The default language model and the small one: how soon they answer, alone and several at once, and
what a long history, a cold one and each way of being early make of it."""

import pathlib
import tempfile

from lane_latency import LISTEN, SIGNAL, files
from long_talk import turn_times, turn_times_over_a_kill
from runs import bench, compact, quantiles
from servers import hotpin

# (model, what is off, settings). The default comes first.
SERVERS = [
    ("default", "", {"HOTPIN_LLM": "llama"}),
    ("default", "second core", {"HOTPIN_LLM": "llama", "HOTPIN_LLM_THREADS": "1"}),
    ("default", "work ahead", {"HOTPIN_LLM": "llama", "HOTPIN_AHEAD": "words"}),
    ("small", "", {"HOTPIN_LLM": "small"}),
]
USERS = (1, 2, 4)
# Answers are heard to their end, so that gaps inside them show.
SPEAK = {**SIGNAL, "listening_s": 7, "pause_s": 0.5}


def cells(off, users_more):
    """(users, options, turns of each) for one server."""
    yield 1, {**SPEAK, "tail_ms": "300,300,0" if not off else "300"}, 60 if users_more else 30
    if users_more:
        yield from ((users, {**SPEAK, "tail_ms": "300"}, 60 // users) for users in USERS[1:])
        yield 1, LISTEN, 20


def run(place):
    rows = []
    for model, off, settings in SERVERS:
        with (tempfile.TemporaryDirectory() as folder,
              hotpin(place.hotpin, pathlib.Path(folder), **settings) as server):
            for users, options, turns in cells(off, not off):
                name = "-".join(filter(None, ("brain", model, off.replace(" ", "-"),
                                              options["turn"], str(users))))
                result = bench(place, name, server, files(place), turns=place.turns(turns),
                               sessions=users, **options)
                rows.append({"model": model, "off": off, "users": users, "run": compact(result)})
    return rows + histories(place)


def histories(place):
    """Written turns without a pause between them: signal to first audio."""
    rows = []
    for model in ("default", "small"):
        settings = {"HOTPIN_LLM": "llama" if model == "default" else model}
        for name, times in (("40 turns", turn_times), ("killed worker", turn_times_over_a_kill)):
            took = times(place.hotpin, settings, place.turns(40))
            middle, high, longest = quantiles(took)
            print(f"  brain-{model}-{name}: p50 {middle:.0f} p95 {high:.0f} longest {longest:.0f} "
                  f"ms of {len(took)}", flush=True)
            rows.append({"model": model, "history": name, "turns_ms": took})
    return rows
