#!/usr/bin/env python3
"""This build against another program, alternating: what a change costs. `latency`, `load` and `stop` as
their lanes measure them, medians with an interval, beside CPU and memory of a conversation."""

import argparse
import dataclasses
import pathlib
import random
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lanes"))
import lane_load  # noqa: E402
import lane_stop  # noqa: E402
from lane_latency import SIGNAL, files  # noqa: E402
from runs import Place, bench  # noqa: E402
from servers import hotpin  # noqa: E402

SIDES = ("before", "after")
TURNS = 10  # of a round, in latency
CUTS = 10   # of a round, in stop
FACTOR, MORE_MS = 1.03, 0.3
RESAMPLED = 2000
MOST_IDLE_KIB = 18


@dataclasses.dataclass
class Figure:
    """One thing that was measured on both sides, in rounds."""

    name: str
    unit: str
    more: float = 0  # that it may grow by, whatever the factor
    most: float = 0  # it may be so much whatever it was
    values: dict = dataclasses.field(default_factory=lambda: {side: [] for side in SIDES})

    def line(self):
        before, after = (statistics.median(self.values[side]) for side in SIDES)
        low, high = interval(self.values)
        holds = after <= max(FACTOR * before, before + self.more, self.most)
        count = " and ".join(str(len(self.values[side])) for side in SIDES)
        return (f"| {self.name} | {before:.2f} {self.unit} | {after:.2f} {self.unit} | "
                f"{after / before:.3f} | {low:+.2f} to {high:+.2f} {self.unit} | {count} | "
                f"{'yes' if holds else '**no**'} |")


def interval(values):
    """Of the difference of the medians: 95 % of what other draws of the same turns give."""
    chance = random.Random(1)
    differences = []
    for _ in range(RESAMPLED):
        medians = {side: statistics.median(chance.choices(values[side], k=len(values[side])))
                   for side in SIDES}
        differences.append(medians["after"] - medians["before"])
    differences.sort()
    return differences[round(0.025 * RESAMPLED)], differences[round(0.975 * RESAMPLED) - 1]


def since_signal(run):
    return [turn["since_signal_ms"] for turn in run["turns"] if turn["since_signal_ms"] is not None]


def order(turn):
    """Who goes first changes, so that a machine that slows down is nobody's loss."""
    return SIDES if turn % 2 == 0 else SIDES[::-1]


def latency(place, programs, rounds):
    figure = Figure("latency: signal → first audio, piper, tail 300 ms", "ms", MORE_MS)
    settings = {"HOTPIN_TTS": "piper", "HOTPIN_LLM_MAX_TOKENS": "24"}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        with (hotpin(programs["before"], pathlib.Path(one), **settings) as before,
              hotpin(programs["after"], pathlib.Path(other), **settings) as after):
            servers = {"before": before, "after": after}
            for turn in range(rounds):
                for side in order(turn):
                    run = bench(place, f"pair-latency-{side}-{turn}", servers[side], files(place),
                                turns=TURNS, seed=turn + 1, tail_ms=300, **SIGNAL)
                    figure.values[side] += since_signal(run)
    return [figure]


# name, connected, talking, turns of each, options: as the lane's cells.
CELLS = [("one user", 1, 1, 60, {"listening_s": 0.5, "pause_s": 0.1}),
         ("200 talking", 200, 200, 4, {"listening_s": 2.5, "pause_s": 0.5}),
         ("100 of 1000 talking", 1000, 100, 4, {"listening_s": 2.5, "pause_s": 0.5})]


def load(place, programs, rounds):
    figures = []
    for name, connected, talking, turns, options in CELLS:
        answer = Figure(f"load: signal → first audio, {name}", "ms", MORE_MS)
        cpu = Figure(f"CPU a conversation minute, {name}", "s")
        memory = Figure("memory an idle conversation, 1000 connected", "KiB", most=MOST_IDLE_KIB)
        recordings = ([place.parts / "speech" / cut for cut in lane_load.SHORT] if talking == 1
                      else files(place))
        for turn in range(rounds):
            for side in order(turn):
                with (tempfile.TemporaryDirectory() as folder,
                      hotpin(programs[side], pathlib.Path(folder), before=("taskset", "-c", "0"),
                             **lane_load.ENGINES) as server):
                    run = bench(place, f"pair-load-{talking}-{side}-{turn}", server, recordings,
                                cpu=1, sessions=connected, talking=talking, turns=turns, turn="eos",
                                tail_ms=0, message_ms=20, **options)
                answer.values[side] += since_signal(run)
                cpu.values[side].append(run["server"]["cpu_s_per_conversation_min"])
                memory.values[side].append(run["server"]["kib_per_session"])
        figures += [answer, cpu] if connected == talking else [memory]
    return figures


def stop(programs, rounds):
    figure = Figure("stop: CANCEL → nothing more of the reply, piper", "ms", MORE_MS)
    for turn in range(rounds):
        for side in order(turn):
            with (tempfile.TemporaryDirectory() as folder,
                  hotpin(programs[side], pathlib.Path(folder), HOTPIN_TTS="piper") as server):
                cuts = list(lane_stop.cut_replies(server.url, CUTS))
            figure.values[side] += [cut["complete_ms"] for cut in cuts]
            print(f"  stop, {side}: {len(cuts)} replies stopped", flush=True)
    return [figure]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=pathlib.Path, help="the other program")
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--parts", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    place = Place(options.hotpin, options.parts, options.work, None, None, options.cache)
    programs = {"before": options.before.absolute(), "after": options.hotpin.absolute()}
    figures = [*latency(place, programs, options.rounds), *stop(programs, options.rounds),
               *load(place, programs, options.rounds)]
    print(f"\n| figure | before | after | ratio | difference of the medians, 95 % | turns | "
          f"≤ {FACTOR} × or + {MORE_MS} ms; memory ≤ {MOST_IDLE_KIB} KiB |\n|---|---|---|---|---|---|---|")
    for figure in figures:
        print(figure.line())


if __name__ == "__main__":
    main()
