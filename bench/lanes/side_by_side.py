#!/usr/bin/env python3
"""Hotpin and the Python prototype side by side, in one run: the same Vosk model, the same stand-in
for the language model, espeak's voice, the same client and sentences, plain mode (of Hotpin events
mode, too). scripts/bench calls it; one round takes about six minutes.

End-of-speech signal to the first byte of audio (behind the WAV header), to the first audible sample,
turns finished, and memory. No sentence is said twice to a server: Hotpin's recognisers remember what
they looked up for one. The prototype is not part of this repository: --peers names the folder that
holds seed_blueprint/ and mock_llm.py. Exit code 1 when what is wanted was missed.
"""

import argparse
import array
import asyncio
import collections
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
import wave

from websockets.asyncio.client import connect

from servers import Server, free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Debian 12's Python still has it
    import audioop

RATE_HZ = 16000
MESSAGE_BYTES = 4096  # 128 ms, as the devices send
AUDIBLE = 500  # of 32768
TURN_LIMIT_S = 240
ANSWER_S = 3.5  # the stand-in's answer takes longer to say, an apology does not
WANTED_RATIO = 0.2  # of the p50s, plain mode
RATIO_AT = (1, 4)  # sessions

# When, what, does: lists whose lengths have no common divisor give 4 420 sentences of 3 s, and in
# 13 of them in a row no part comes twice.
PARTS = (
    "오늘 아침|내일 저녁에|어제 오후에|지난 주말에|다음 달에|이번 여름에|매일 밤|오후 세 시에|새벽 일찍|점심 시간에|"
    "월요일마다|작년 겨울에|방금 전에|며칠 전에|내년 봄에|두 시간 뒤에|휴일마다|십 분 뒤에|올해 가을에|잠시 후에",
    "새 책을|따뜻한 커피를|바다 사진을|긴 편지를|매운 음식을|파란 자동차를|오래된 노래를|비행기 표를|생일 선물을|"
    "큰 나무를|한국 영화를|빨간 사과를|무거운 가방을|유리 창문을|일기 예보를|저녁 식사를|축구 경기를",
    "준비했어요|찾고 있어요|보여 줄 거예요|샀다고 해요|정말 좋아해요|잃어버렸어요|빌려 갔어요|기다리고 있어요|"
    "모두 정리했어요|자세히 설명했어요|서로 나누었어요|다시 확인했어요|먼저 골랐어요",
)


def sentences():
    lists = [part.split("|") for part in PARTS]
    for number in itertools.count():
        yield " ".join(words[number % len(words)] for words in lists) + "."


def spoken(sentence, path):
    """PCM at RATE_HZ."""
    subprocess.run(["espeak-ng", "-v", "ko", "-w", path, sentence], check=True)
    with wave.open(str(path)) as wav:
        pcm = wav.readframes(wav.getnframes())
        pcm, _ = audioop.ratecv(pcm, 2, 1, wav.getframerate(), RATE_HZ, None)
    return pcm


class Questions:
    """Utterances of which each is given once."""

    def __init__(self, folder):
        self.path = folder / "question.wav"
        self.sentences = sentences()
        self.seconds = []

    def take(self, sessions, turns):
        """A list of utterances for each session."""
        taken = [[spoken(next(self.sentences), self.path) for _ in range(turns)]
                 for _ in range(sessions)]
        self.seconds += [len(pcm) / 2 / RATE_HZ for session in taken for pcm in session]
        return taken


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


async def conversation(url, number, questions, events, failures):
    figures = []
    try:
        async with connect(url, max_size=None, ping_interval=None) as socket_:
            hello = {"session_id": f"bench-{number}-{time.monotonic_ns()}"}
            await socket_.send(json.dumps({**hello, "events": True} if events else hello))
            for pcm in questions:
                figures.append(await asyncio.wait_for(turn(socket_, pcm, events), TURN_LIMIT_S))
    except Exception as failure:  # whatever it was, the turns after it are not finished
        failures[repr(failure)] += 1
    return figures


def load(who, port, questions, events=False):
    """Conversations at once, one for each list of utterances; the figures of finished turns."""
    failures = collections.Counter()

    async def all_of_them():
        url = f"ws://127.0.0.1:{port}/ws"
        return await asyncio.gather(
            *(conversation(url, i, asked, events, failures) for i, asked in enumerate(questions)))
    figures = [figure for figures in asyncio.run(all_of_them()) for figure in figures]
    for failure, count in failures.items():
        print(f"    {who}: {count} conversations ended by {failure}")
    return figures


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Table:
    def __init__(self):
        self.cells = {}
        self.asked = {}

    def add(self, who, questions, figures):
        key = who, len(questions)
        self.cells.setdefault(key, []).extend(figures)
        self.asked[key] = self.asked.get(key, 0) + sum(len(session) for session in questions)

    def p50(self, who, sessions):
        figures = self.cells.get((who, sessions))
        return statistics.median(first for first, _ in figures) if figures else None

    def show(self):
        print(f"\n{'':24}{'sessions':>9}{'turns':>11}{'first audio, ms':>22}{'audible, ms':>14}")
        print(f"{'':24}{'':>9}{'finished':>11}{'p50':>11}{'p95':>11}{'p50':>14}")
        for (who, sessions), figures in self.cells.items():
            line = f"{who:24}{sessions:>9}{len(figures):>6} of {self.asked[who, sessions]:<2}"
            if figures:
                first = [figure for figure, _ in figures]
                line += f"{statistics.median(first):11.0f}{quantile(first, 0.95):11.0f}"
                line += f"{statistics.median(figure for _, figure in figures):14.0f}"
            print(line)

    def misses(self):
        """What is wanted and was not reached, a line each."""
        for (who, sessions), figures in self.cells.items():
            lost = self.asked[who, sessions] - len(figures)
            if lost and who.startswith("Hotpin"):
                yield f"{who}, {sessions} at once: {lost} turns were not finished"
        for sessions in RATIO_AT:
            ours, theirs = (self.p50(who, sessions) for who in ("Hotpin, plain", "prototype, plain"))
            if ours is None or theirs is None:
                yield f"nothing to compare at {sessions} sessions"
                continue
            print(f"p50 of Hotpin / prototype, {sessions} at once, plain mode: "
                  f"{ours / theirs:.2f} (wanted: {WANTED_RATIO:.2f} or less)")
            if ours / theirs > WANTED_RATIO:
                yield f"the ratio at {sessions} sessions is above {WANTED_RATIO:.2f}"


def start_hotpin(options, llm_port, port, folder):
    return Server(
        [options.hotpin, "serve", "--port", port], f"http://127.0.0.1:{port}/healthz",
        folder / "hotpin.log", folder=folder, mark=b"is ready on",
        VOSK_MODEL_PATH=str(options.vosk_model),
        HOTPIN_LLM_URL=f"http://127.0.0.1:{llm_port}/openai/v1", HOTPIN_LLM_MODEL="stand-in",
        HOTPIN_LLM_FALLBACK="none", HOTPIN_TTS="espeak", HOTPIN_STT="vosk", HOTPIN_LLM="openai",
        HOTPIN_MAX_SESSIONS="64",
        HOTPIN_ENGINE_TIMEOUT_S="120")  # the prototype waits for its recogniser as long as it takes


def start_prototype(options, llm_port, port, folder):
    return Server(
        [options.peer_python, "-m", "uvicorn", "main:app", "--port", port],
        f"http://127.0.0.1:{port}/", folder / "prototype.log",
        folder=options.peers / "seed_blueprint", VOSK_MODEL_PATH=str(options.vosk_model),
        GROQ_API_KEY="x", GROQ_BASE_URL=f"http://127.0.0.1:{llm_port}/openai/v1/")


def measure(options, questions, hotpin, prototype):
    """Each is a server and its port."""
    def memory(when):
        print(f"memory {when}, MiB resident (with shared pages counted once): " + ", ".join(
            "%s %.0f (%.0f)" % (who, *server.memory_mib())
            for who, server in (("Hotpin", hotpin[0]), ("prototype", prototype[0]))), flush=True)

    table = Table()
    memory("at start")
    for who, (_, port) in (("Hotpin", hotpin), ("prototype", prototype)):
        load(who, port, questions.take(1, 1))  # neither is measured cold
    for round_ in range(options.rounds):
        for sessions, turns in ((1, options.turns), (4, 2), (16, 2)):
            print(f"round {round_ + 1} of {options.rounds}, {sessions} at once", flush=True)
            same = questions.take(sessions, turns)
            others = questions.take(sessions, turns)
            for who, port, asked in (("Hotpin, plain", hotpin[1], same),
                                     ("prototype, plain", prototype[1], same),
                                     ("Hotpin, events", hotpin[1], others)):
                table.add(who, asked, load(who, port, asked, events=who.endswith("events")))
            memory(f"after {sessions} at once")
    return table


def compare(options, folder, servers):
    """Adds to `servers` what it starts."""
    questions = Questions(folder)
    llm_port, hotpin_port, prototype_port = free_port(), free_port(), free_port()
    print("Korean speech at the pace of speech; stand-in model: first token after 150 ms, 300 "
          f"tokens/s; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    begin = time.monotonic()
    servers.append(
        Server([options.peer_python, "-m", "uvicorn", "mock_llm:app", "--port", llm_port],
               f"http://127.0.0.1:{llm_port}/", folder / "llm.log",
               folder=options.peers, TTFT="0.15", TPS="300"))
    servers.append(start_hotpin(options, llm_port, hotpin_port, folder))
    servers.append(start_prototype(options, llm_port, prototype_port, folder))
    table = measure(options, questions, (servers[1], hotpin_port), (servers[2], prototype_port))
    table.show()
    print(f"\n{len(questions.seconds)} sentences of {min(questions.seconds):.1f} to "
          f"{max(questions.seconds):.1f} s, {(time.monotonic() - begin) / 60:.1f} minutes")
    return list(table.misses())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--peers", required=True, type=pathlib.Path)
    parser.add_argument("--peer-python", required=True, help="with the prototype's requirements")
    parser.add_argument("--vosk-model", required=True, type=pathlib.Path)
    parser.add_argument("--turns", type=int, default=5, help="of one session alone, a round")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    servers = []
    with tempfile.TemporaryDirectory() as name:
        try:
            misses = compare(options, pathlib.Path(name), servers)
        finally:
            for server in servers:
                server.stop()
    for miss in misses:
        print(f"missed: {miss}")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
