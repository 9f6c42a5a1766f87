#!/usr/bin/env python3
"""What strangers can make a server do, and what it costs those who talk: an honest client's turns
without and beside each attack. Embedded engines; a server of its own for each attack. The table shows
the bound of each figure beside it; exit code 1 when one does not hold."""

import argparse
import asyncio
import contextlib
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import wave

import attackers
import websockets.sync.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lanes"))
from performance import table
from servers import free_port, hotpin

TOKEN = "the token of this run"
SPEECH = ("beckett.wav", 0, 3.34)
PIECE_S = 0.02
LISTENING_S = 1.0
WARM_CLIENTS = 16
WARM_ROUNDS, WARM_STEADY, WARM_MIB = 16, 3, 5  # at most; so many in a row that take less than this
# A voice keeps the memory of its longest phrase, so there must be many.
WARM_SUBJECTS = ["a ship", "a spider", "a king and his three sons", "the weather of a whole year",
                 "two friends who never met", "everything in this room"]
TURN_LIMIT_S = 60
STORED_LIMIT_S = 20
SETTLING_S = 45  # replies of clients who left are kept for 30 s
STORE_DELAY_S = 0.005

MOST_TIMES, MOST_STORED_S, MOST_MIB = 1.5, 1.0, 20

# name: strike, seconds between two, whether the server asks for a token, and has Redis 5 ms away
ATTACKS = {
    "64 sockets that say nothing": (attackers.silent, 10 / 64, True, False),
    "200 sockets that say nothing": (attackers.silent, 10 / 200, True, False),
    "30 made-up resume tokens, Redis 5 ms away": (attackers.made_up_resume, 10 / 30, False, True),
    "connect, ask, leave: 200 at once": (attackers.crowd_that_leaves, 20, False, False),
    "connect, ask, leave: 5 a second": (attackers.ask_and_leave, 1 / 5, False, False),
    "frames that announce 2^62 bytes, 10 a second": (attackers.huge_frame, 1 / 10, False, False),
    "messages of 10 MB, 2 a second": (attackers.big_messages, 1 / 2, False, False),
    "request heads that never end, 20 a second": (attackers.half_open, 1 / 20, False, False),
}
HEAD = ["attack", "times", "first audio p50 without", "beside it", f"ratio ≤ {MOST_TIMES}",
        "turns lost, 0", f"stored after at most {MOST_STORED_S:g} s",
        f"memory kept ≤ {MOST_MIB} MiB", "holds"]


class SlowRedis:
    """A Redis of its own behind a proxy that holds each piece for STORE_DELAY_S."""

    def __init__(self, folder):
        self.port, self.near_port = free_port(), free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.near_port), "--bind", "127.0.0.1", "--save", "",
             "--dir", str(folder)], stdout=subprocess.DEVNULL)
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()
        self.ready.wait(10)

    def serve(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self.carry, "127.0.0.1", self.port))
        self.ready.set()
        self.loop.run_forever()

    async def carry(self, reader, writer):
        there = await asyncio.open_connection("127.0.0.1", self.near_port)

        async def one_way(source, sink):
            with contextlib.suppress(OSError):
                while data := await source.read(65536):
                    await asyncio.sleep(STORE_DELAY_S)
                    sink.write(data)
            sink.close()
        await asyncio.gather(one_way(reader, there[1]), one_way(there[0], writer))

    def turns(self, session):
        """How many the store has of a session."""
        with socket.create_connection(("127.0.0.1", self.near_port)) as near:
            name = f"hotpin:1:{{{session}}}".encode()
            near.sendall(b"*2\r\n$4\r\nLLEN\r\n$%d\r\n%s\r\n" % (len(name), name))
            answer = near.recv(100)
        return int(answer[1:]) if answer.startswith(b":") else 0

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.process.terminate()
        self.process.wait()


class SqliteFile:
    """The file that the server keeps history in."""

    def __init__(self, folder):
        self.path = folder / "history.db"

    def turns(self, session):
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as file:
            return file.execute("SELECT count(*) FROM turns WHERE session_key = ?",
                                (f"hotpin:1:{{{session}}}",)).fetchone()[0]

    def close(self):
        pass


def spoken(parts):
    """Recorded speech as 16 kHz mono PCM."""
    name, begin_s, end_s = SPEECH
    with wave.open(str(parts / "speech" / name)) as file:
        rate = file.getframerate()
        file.setpos(int(begin_s * rate))
        data = file.readframes(int((end_s - begin_s) * rate))
    if (rate, file.getnchannels()) != (16000, 1):
        raise SystemExit(f"{name} is not 16 kHz mono")
    return data


class Honest:
    """A client that asks, hears the answer, and looks whether it is in the store. A session each
    turn, so that prompts are alike."""

    def __init__(self, url, store, pcm):
        self.url, self.store, self.pcm = url, store, pcm
        self.number = 0

    def turn(self):
        """(ms to the first audio or None, s until it is stored or None)."""
        self.number += 1
        session = f"honest-{self.number}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        try:
            with websockets.sync.client.connect(self.url, compression=None, max_size=None,
                                                additional_headers=headers) as client:
                client.send(json.dumps({"session_id": session, "events": True}))
                first_ms = self.ask(client)
                return first_ms, self.stored_after(session)
        except (OSError, TimeoutError, websockets.exceptions.WebSocketException):
            return None, None

    def ask(self, client):
        piece = int(PIECE_S * 32000)
        begun = time.monotonic()
        for at in range(0, len(self.pcm), piece):
            client.send(self.pcm[at:at + piece])
            time.sleep(max(0, begun + at / 32000 - time.monotonic()))
        client.send(json.dumps({"signal": "EOS"}))
        signalled, first_ms = time.monotonic(), None
        while True:
            message = client.recv(max(0.1, signalled + TURN_LIMIT_S - time.monotonic()))
            if isinstance(message, bytes):
                first_ms = first_ms or 1000 * (time.monotonic() - signalled)
            elif (event := json.loads(message)).get("status") == "complete":
                return first_ms if event["how"] == "spoken" else None

    def stored_after(self, session):
        complete = time.monotonic()
        while time.monotonic() - complete < STORED_LIMIT_S:
            if self.store.turns(session):
                return time.monotonic() - complete
            time.sleep(0.02)
        return None

    def turns(self, count):
        results = []
        for _ in range(count):
            results.append(self.turn())
            time.sleep(LISTENING_S)
        return results


def median_ms(turns):
    heard = [first for first, _ in turns if first is not None]
    return statistics.median(heard) if heard else None


def warm_up(server, port):
    """Some talk side by side, and some leave, until each worker has taken what its engines keep for
    as many at once: this is no leak, and of a bounded size."""
    steady, before = 0, server.memory_mib()[0]
    for _ in range(WARM_ROUNDS):
        with attackers.Attack(port, attackers.crowd_that_leaves, TURN_LIMIT_S):
            talk_side_by_side(server.url)
        now = server.memory_mib()[0]
        steady, before = steady + 1 if now - before < WARM_MIB else 0, now
        if steady == WARM_STEADY:
            return


def talk_side_by_side(url):
    """WARM_CLIENTS at once ask for long stories and hear them."""
    def talk(subject):
        with websockets.sync.client.connect(
                url, compression=None, max_size=None,
                additional_headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            client.send(json.dumps({"session_id": "warm " + subject, "events": True}))
            client.send(json.dumps({"text": f"Tell me a long story about {subject}."}))
            while '"complete"' not in str(client.recv(TURN_LIMIT_S)):
                pass
    threads = [threading.Thread(target=talk, args=(WARM_SUBJECTS[i % len(WARM_SUBJECTS)],))
               for i in range(WARM_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def settled_mib(server, before):
    """What is held above `before` when it has had time to let go."""
    until = time.monotonic() + SETTLING_S
    while (above := server.memory_mib()[0] - before) > MOST_MIB and time.monotonic() < until:
        time.sleep(1)
    return above


def measured(place, strike, every_s, asks_token, has_redis):
    with contextlib.ExitStack() as held:
        folder = pathlib.Path(held.enter_context(tempfile.TemporaryDirectory()))
        store = SlowRedis(folder) if has_redis else SqliteFile(folder)
        held.callback(store.close)
        # An answer that is ready before the signal would hide what an attack costs.
        settings = {"HOTPIN_MAX_SESSIONS": "64", "HOTPIN_MAX_SESSIONS_PER_ADDRESS": "32",
                    "HOTPIN_AHEAD": "off"}
        if has_redis:
            settings["HOTPIN_STORE_URL"] = f"redis://127.0.0.1:{store.port}/0"
        else:
            settings["HOTPIN_STORE"] = "sqlite"
        if asks_token:
            settings["HOTPIN_API_TOKEN"] = TOKEN
        server = held.enter_context(hotpin(place.hotpin, folder, **settings))
        port = int(server.url.split(":")[2].split("/")[0])
        honest = Honest(server.url, store, spoken(place.parts))
        warm_up(server, port)
        alone = honest.turns(place.turns // 2)
        before = server.memory_mib()[0]
        with attackers.Attack(port, strike, every_s) as attack:
            beside = honest.turns(place.turns)
        kept = settled_mib(server, before)
        alone += honest.turns(place.turns - len(alone))  # other programs come and go
    return {"times": attack.count, "alone": alone, "beside": beside, "kept_mib": kept}


def row(name, result):
    alone, beside = median_ms(result["alone"]), median_ms(result["beside"])
    lost = sum(first is None for first, _ in result["beside"])
    stored = [after for first, after in result["beside"] if first is not None]
    longest = None if None in stored or not stored else max(stored)
    ratio = beside / alone if alone and beside else None
    holds = (ratio is not None and ratio <= MOST_TIMES and lost == 0 and longest is not None
             and longest <= MOST_STORED_S and result["kept_mib"] <= MOST_MIB)

    def shown(value, digits, unit):
        return "never" if value is None else f"{value:.{digits}f}{unit}"
    return [name, result["times"], shown(alone, 0, " ms"), shown(beside, 0, " ms"),
            shown(ratio, 2, ""), lost, shown(longest, 2, " s"),
            shown(result["kept_mib"], 1, " MiB"), "yes" if holds else "**no**"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--parts", required=True, type=pathlib.Path)
    parser.add_argument("--turns", type=int, default=10, help="without and beside each attack")
    parser.add_argument("--only", default="", help="attacks whose name holds this")
    place = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers are to end with this
    rows = []
    for name, attack in ATTACKS.items():
        if place.only not in name:
            continue
        if attack[-1] and not shutil.which("redis-server"):
            print(f"{name}: left out, there is no redis-server", flush=True)
            continue
        rows.append(row(name, measured(place, *attack)))
        print("  " + " | ".join(str(cell) for cell in rows[-1]), flush=True)
    print("\n" + table(HEAD, rows))
    return 0 if rows and all(cells[-1] == "yes" for cells in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
