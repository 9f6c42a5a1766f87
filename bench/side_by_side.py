#!/usr/bin/env python3
"""Hotpin and the Python prototype side by side, in one run: the same Vosk model, the same stand-in
for the language model, espeak's voice, the same client, plain mode. scripts/bench calls it.

End-of-speech signal to the first byte of audio (behind the WAV header), to the first audible sample,
turns finished, and memory. The prototype is not part of this repository: --peers names the folder
that holds seed_blueprint/ and mock_llm.py.
"""

import argparse
import array
import asyncio
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
import warnings
import wave

from websockets.asyncio.client import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Debian 12's Python still has it
    import audioop

RATE_HZ = 16000
MESSAGE_BYTES = 4096  # 128 ms, as the devices send
AUDIBLE = 500  # of 32768
TURN_LIMIT_S = 120
SENTENCE = "안녕하세요. 오늘 날씨가 어떻습니까?"
ANSWER_S = 3.5  # the stand-in's answer takes longer to say, an apology does not


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def utterance(folder):
    path = folder / "question.wav"
    subprocess.run(["espeak-ng", "-v", "ko", "-w", path, SENTENCE], check=True)
    with wave.open(str(path)) as spoken:
        pcm = spoken.readframes(spoken.getnframes())
        pcm, _ = audioop.ratecv(pcm, 2, 1, spoken.getframerate(), RATE_HZ, None)
    return pcm


class Server:
    """A process group, ready when `url` answers."""

    def __init__(self, command, url, log, folder=None, **variables):
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, env={**os.environ, **variables},
            stdout=self.log, stderr=self.log, start_new_session=True)
        limit = time.monotonic() + 120
        while not self.answers(url):
            if self.process.poll() is not None or time.monotonic() > limit:
                raise SystemExit(f"{command[0]} did not start; see {log}")
            time.sleep(0.2)

    @staticmethod
    def answers(url):
        try:
            urllib.request.urlopen(url, timeout=1)
        except urllib.error.HTTPError:
            return True  # it is there, though it knows no such page
        except OSError:
            return False
        return True

    def memory_mib(self):
        """Of the group: resident, and with what is shared counted once."""
        resident = shared_once = 0
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(path.name)) != self.process.pid:
                    continue
                for line in (path / "smaps_rollup").read_text().splitlines():
                    resident += int(line.split()[1]) if line.startswith("Rss:") else 0
                    shared_once += int(line.split()[1]) if line.startswith("Pss:") else 0
            except OSError:
                continue
        return resident / 1024, shared_once / 1024

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.log.close()


class Reply:
    """One WAV as it arrives: when its first sample and its first audible one came."""

    def __init__(self):
        self.data = bytearray()
        self.begin = self.wanted = None
        self.first_s = self.audible_s = None

    def take(self, piece, now):
        self.data += piece
        if self.begin is None and (at := self.data.find(b"data")) >= 0 and len(self.data) >= at + 8:
            size = int.from_bytes(self.data[at + 4:at + 8], "little")
            self.begin, self.wanted = at + 8, at + 8 + size
        if self.begin is None or len(self.data) <= self.begin:
            return
        self.first_s = self.first_s or now
        if self.audible_s is None:
            even = (len(self.data) - self.begin) // 2 * 2
            samples = array.array("h", bytes(self.data[self.begin:self.begin + even]))
            if any(abs(sample) > AUDIBLE for sample in samples):
                self.audible_s = now


async def speak(socket_, pcm):
    begin = time.monotonic()
    for at in range(0, len(pcm), MESSAGE_BYTES):
        piece = pcm[at:at + MESSAGE_BYTES]
        due = begin + (at + len(piece)) / 2 / RATE_HZ  # when the microphone has it
        await asyncio.sleep(max(0, due - time.monotonic()))
        await socket_.send(piece)
    await socket_.send('{"signal": "EOS"}')


async def turn(socket_, pcm, events):
    await speak(socket_, pcm)
    signal_at = time.monotonic()
    reply = Reply()
    while True:
        message = await socket_.recv()
        now = time.monotonic()
        if isinstance(message, bytes):
            reply.take(message, now)
        elif '"complete"' in message:
            break
        if not events and reply.wanted is not None and len(reply.data) >= reply.wanted:
            break
    if reply.audible_s is None or len(reply.data) < ANSWER_S * 2 * RATE_HZ:
        raise RuntimeError(f"{len(reply.data)} bytes are no answer")
    return 1000 * (reply.first_s - signal_at), 1000 * (reply.audible_s - signal_at)


async def conversation(url, number, turns, pcm, events):
    figures = []
    try:
        async with connect(url, max_size=None, ping_interval=None) as socket_:
            hello = {"session_id": f"bench-{number}-{time.monotonic_ns()}"}
            await socket_.send(json.dumps({**hello, "events": True} if events else hello))
            for _ in range(turns):
                figures.append(await asyncio.wait_for(turn(socket_, pcm, events), TURN_LIMIT_S))
    except Exception as failure:  # whatever it was, the turns after it are not finished
        print(f"    a conversation ended: {failure!r}")
    return figures


def load(port, sessions, turns, pcm, events=False):
    async def all_of_them():
        url = f"ws://127.0.0.1:{port}/ws"
        return await asyncio.gather(
            *(conversation(url, i, turns, pcm, events) for i in range(sessions)))
    return [figure for figures in asyncio.run(all_of_them()) for figure in figures]


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Table:
    def __init__(self):
        self.cells = {}
        self.asked = {}

    def add(self, who, sessions, asked, figures):
        self.cells.setdefault((who, sessions), []).extend(figures)
        self.asked[who, sessions] = self.asked.get((who, sessions), 0) + asked

    def p50(self, who, sessions):
        figures = self.cells.get((who, sessions)) or []
        return statistics.median(first for first, _ in figures) if figures else None

    def show(self):
        print(f"\n{'':24}{'sessions':>9}{'turns':>10}{'first audio, ms':>22}{'audible, ms':>14}")
        print(f"{'':24}{'':>9}{'finished':>10}{'p50':>11}{'p95':>11}{'p50':>14}")
        for (who, sessions), figures in self.cells.items():
            line = f"{who:24}{sessions:>9}{len(figures):>5} of {self.asked[who, sessions]:<2}"
            if figures:
                first = [figure for figure, _ in figures]
                line += f"{statistics.median(first):11.0f}{quantile(first, 0.95):11.0f}"
                line += f"{statistics.median(figure for _, figure in figures):14.0f}"
            print(line)


def start_hotpin(options, llm_port, port, folder):
    return Server(
        [options.hotpin, "serve", "--port", port], f"http://127.0.0.1:{port}/healthz",
        folder / "hotpin.log", folder=folder, VOSK_MODEL_PATH=str(options.vosk_model),
        HOTPIN_LLM_URL=f"http://127.0.0.1:{llm_port}/openai/v1", HOTPIN_LLM_MODEL="stand-in",
        HOTPIN_LLM_FALLBACK="none", HOTPIN_TTS="espeak", HOTPIN_STT="vosk", HOTPIN_LLM="openai",
        HOTPIN_MAX_SESSIONS="64")


def start_prototype(options, llm_port, port, folder):
    return Server(
        [options.peer_python, "-m", "uvicorn", "main:app", "--port", port],
        f"http://127.0.0.1:{port}/", folder / "prototype.log",
        folder=options.peers / "seed_blueprint", VOSK_MODEL_PATH=str(options.vosk_model),
        GROQ_API_KEY="x", GROQ_BASE_URL=f"http://127.0.0.1:{llm_port}/openai/v1/")


def wait_until_ready(log):
    while b"is ready on" not in pathlib.Path(log).read_bytes():
        time.sleep(0.2)


def measure(options, pcm, hotpin_port, prototype_port):
    table = Table()
    load(hotpin_port, 1, 1, pcm)  # neither is measured cold
    load(prototype_port, 1, 1, pcm)
    for round_ in range(options.rounds):
        print(f"round {round_ + 1} of {options.rounds}")
        for sessions, turns in ((1, options.turns), (4, 2)):
            asked = sessions * turns
            table.add("Hotpin, plain", sessions, asked, load(hotpin_port, sessions, turns, pcm))
            table.add("prototype, plain", sessions, asked,
                      load(prototype_port, sessions, turns, pcm))
            table.add("Hotpin, events", sessions, asked,
                      load(hotpin_port, sessions, turns, pcm, events=True))
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--peers", required=True, type=pathlib.Path)
    parser.add_argument("--peer-python", required=True, help="with the prototype's requirements")
    parser.add_argument("--vosk-model", required=True, type=pathlib.Path)
    parser.add_argument("--turns", type=int, default=5, help="of one session, a round")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pcm = utterance(folder)
        llm_port, hotpin_port, prototype_port = free_port(), free_port(), free_port()
        print(f"{len(pcm) / 2 / RATE_HZ:.1f} s of Korean speech at the pace of speech; stand-in "
              "model: first token after 150 ms, 300 tokens/s; "
              f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        servers = [Server([options.peer_python, "-m", "uvicorn", "mock_llm:app", "--port", llm_port],
                          f"http://127.0.0.1:{llm_port}/", folder / "llm.log",
                          folder=options.peers, TTFT="0.15", TPS="300")]
        try:
            servers.append(start_hotpin(options, llm_port, hotpin_port, folder))
            wait_until_ready(folder / "hotpin.log")
            servers.append(start_prototype(options, llm_port, prototype_port, folder))
            table = measure(options, pcm, hotpin_port, prototype_port)
            for who, server in zip(("Hotpin", "prototype"), servers[1:]):
                print("memory of %s: %.0f MiB resident, %.0f MiB with shared pages counted once"
                      % (who, *server.memory_mib()))
            table.add("Hotpin, plain", 16, 32, load(hotpin_port, 16, 2, pcm))
            print("memory of Hotpin after 16 at once: %.0f MiB resident" % servers[1].memory_mib()[0])
            table.show()
            for sessions in (1, 4):
                ours = table.p50("Hotpin, plain", sessions)
                theirs = table.p50("prototype, plain", sessions)
                if ours and theirs:
                    print(f"p50 of Hotpin / prototype, {sessions} at once, plain mode: "
                          f"{ours / theirs:.2f} (wanted: 0.20 or less)")
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    main()
