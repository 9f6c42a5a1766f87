#!/usr/bin/env python3
"""A rolling restart of two servers that share a store, from an old program to this one and back, while
clients talk to both: first old and old, then one server at a time is replaced, so that the two are mixed
on each way. At the end every conversation is read by both programs. Exit code 1 when a turn is lost, cut
off, there twice or altered, or the history that a server shows its model ever lacks one; 77 when no
store could be tried."""

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import pathlib
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lanes"))
from model import Model  # noqa: E402
from performance import table  # noqa: E402
from servers import free_port, hotpin  # noqa: E402
from stores import STORES  # noqa: E402
from talker import AWAY_S, MOST_TURNS, Talker  # noqa: E402

NOT_TRIED = 77
DRAIN_LIMIT_S = 30
LOOK_S = 0.02
MOST_FAULTS_TOLD = 20
# What talkers count, as the table calls it.
COUNTS = {"old": "answers of the old", "new": "of the new", "remarks": "remarks kept by the new",
          "while mixed": "turns while mixed", "crossings": "went on at the other program",
          "sent away": "sent away by a restart", "said again": "turns said again"}
KINDS = ("lost", "doubled", "never said", "out of order")


@dataclasses.dataclass(frozen=True)
class Side:
    name: str
    program: pathlib.Path
    knows_items: bool  # of its conversations, by the protocol


class Place:
    """One of the two addresses, and the server that is there just now."""

    def __init__(self, folder, settings):
        self.folder, self.settings, self.port = folder, settings, free_port()
        self.url = f"ws://127.0.0.1:{self.port}/ws"
        self.side = self.server = None

    def start(self, side):
        self.side = side
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.server = hotpin(side.program, folder, port=self.port, **self.settings)

    def drain(self):
        """Its exit code, when all conversations have gone."""
        self.server.process.send_signal(signal.SIGTERM)
        code = self.server.process.wait(DRAIN_LIMIT_S)
        self.server.stop()
        return code

    def stop(self):
        if self.server:
            self.server.stop()


@dataclasses.dataclass
class Result:
    counts: collections.Counter
    longest_away_s: float
    read: dict  # by a side's name: what is wrong with the histories that it read
    faults: list  # a line for each thing that was wrong

    def row(self, store, clients):
        wrong = [" / ".join(str(self.read[side][kind]) for side in ("new", "old")) for kind in KINDS]
        return [store, clients, *(self.counts[name] for name in COUNTS),
                f"{1000 * self.longest_away_s:.0f} ms", *wrong, len(self.faults)]


HEAD = ["store", "clients", *COUNTS.values(), "longest without a server",
        *(f"{kind}, read by new / old" for kind in KINDS), "faults"]


def settings_with(store, model):
    fakes = {f"HOTPIN_{what}": "fake" for what in ("STT", "TTS", "VAD")}
    return {**fakes, "HOTPIN_LLM": "openai", "HOTPIN_LLM_URL": model.url, "HOTPIN_LLM_FALLBACK": "none",
            "HOTPIN_SYSTEM_PROMPT": "Answer.",  # the built-in one has turns of its own
            "HOTPIN_MAX_TURNS": str(MOST_TURNS), "HOTPIN_FAKE_SCRIPT": "tts_audio_ms_per_char=20", **store.settings}


async def all_have_said(talkers, turns):
    """So many turns more, each of them."""
    wanted = {talker: len(talker.said) + turns for talker in talkers}
    while any(len(talker.said) < count for talker, count in wanted.items()):
        await asyncio.sleep(LOOK_S)


async def some_are_at(place, talkers):
    """Who come and go: a server without any would be no loss."""
    while sum(talker.place is place for talker in talkers) < max(1, len(talkers) // 3):
        await asyncio.sleep(LOOK_S)


async def replace(place, side, faults):
    code = await asyncio.to_thread(place.drain)
    if code != 0:
        faults.append(f"the {place.side.name} server ended with {code}")
    await asyncio.to_thread(place.start, side)


async def conduct(talkers, places, sides, turns):
    """The restarts, while the talkers talk; gives what went wrong with them."""
    old, new = sides
    one, other = places
    faults = []
    await all_have_said(talkers, turns)
    for place, side in ((one, new), (other, new), (one, old), (other, old)):
        await some_are_at(place, talkers)
        await replace(place, side, faults)
        await all_have_said(talkers, turns)
    for talker in talkers:
        talker.is_over = True
    return faults


async def talk_and_roll(talkers, places, sides, turns):
    async with asyncio.TaskGroup() as tasks:
        for talker in talkers:
            tasks.create_task(talker.talk())
        conducted = tasks.create_task(conduct(talkers, places, sides, turns))
    faults = conducted.result()
    old, new = sides
    await replace(places[0], new, faults)
    read = {}
    for place in places:  # now new, old
        await asyncio.sleep(max(AWAY_S))
        wrong = await asyncio.gather(*(talker.read(place) for talker in talkers))
        read[place.side.name] = sum(wrong, collections.Counter())
    return read, faults


def tried(store, old, new, clients, turns):
    """The whole of it on one store."""
    sides = Side("old", old, False), Side("new", new, True)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        model = stack.enter_context(Model())
        stack.enter_context(store)
        places = [Place(folder, settings_with(store, model)) for _ in range(2)]
        for place in places:
            stack.callback(place.stop)
            place.start(sides[0])
        talkers = [Talker(f"client {i + 1}", places, model, at=i % 2) for i in range(clients)]
        read, faults = asyncio.run(talk_and_roll(talkers, places, sides, turns))
    for talker in talkers:
        faults += talker.faults
    counts = sum((talker.counts for talker in talkers), collections.Counter())
    return Result(counts, max(talker.longest_away_s for talker in talkers), read, faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotpin", required=True, type=pathlib.Path, help="the new program")
    parser.add_argument("--old", required=True, type=pathlib.Path, help="the old one; it may be the same")
    parser.add_argument("--store", choices=STORES, action="append", help="all, unless some are named")
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--turns", type=int, default=3, help="of each client, between two restarts")
    options = parser.parse_args()
    rows, faults = [], []
    for name in options.store or STORES:
        store = STORES[name]()
        if store.missing:
            print(f"{name}: not tried, {store.missing}", flush=True)
            continue
        result = tried(store, options.old.resolve(), options.hotpin.resolve(), options.clients, options.turns)
        rows.append(result.row(name, options.clients))
        faults += [f"{name}: {fault}" for fault in result.faults]
        print(f"{name}: {len(result.faults)} faults", flush=True)
    print(f"\n{table(HEAD, rows)}")
    for fault in faults[:MOST_FAULTS_TOLD]:
        print(fault)
    return 1 if faults else 0 if rows else NOT_TRIED


if __name__ == "__main__":
    sys.exit(main())
