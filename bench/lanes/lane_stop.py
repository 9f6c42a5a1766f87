"""How soon nothing of a reply leaves any more when it is to stop: `CANCEL` goes out at a random moment
of the reply, and the last byte of sound that comes in behind it is looked for. Embedded engines; the
way there and back on this machine is in it."""

import contextlib
import json
import pathlib
import random
import tempfile
import time

import websockets.sync.client
from runs import quantiles
from servers import hotpin

VOICES = ("piper", "espeak")
CUTS = 30
QUESTION = "Tell me a long story about a ship."
LATEST_S = 1.5  # the story takes longer
LONGEST_S = 60
OVER = "`complete`"  # behind which nothing of a turn comes


def run(place):
    rows = []
    wanted = place.turns(CUTS)
    for voice in VOICES:
        with tempfile.TemporaryDirectory() as folder:
            with hotpin(place.hotpin, pathlib.Path(folder), HOTPIN_TTS=voice) as server:
                cuts = list(cut_replies(server.url, wanted))
        rows.append({"voice": voice, "cuts": cuts})
        print(f"  {voice}: {len(cuts)} replies stopped", flush=True)
    return rows


def cut_replies(url, count):
    chance = random.Random(1)
    with websockets.sync.client.connect(f"{url}?events=1", compression=None) as client:
        client.send(json.dumps({"session_id": "cut short"}))
        for _ in range(count):
            client.send(json.dumps({"text": QUESTION}))
            while not isinstance(client.recv(LONGEST_S), bytes):
                pass
            listen(client, chance.uniform(0, LATEST_S))
            client.send(json.dumps({"signal": "CANCEL"}))
            yield stopped(client, time.monotonic())
            client.send(json.dumps({"signal": "RESET"}))  # every story is the first


def listen(client, seconds):
    until = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        while (left := until - time.monotonic()) > 0:
            client.recv(left)


def stopped(client, cancelled_at):
    """What came behind the order, in ms after it: the last sound, and that the turn is over."""
    last_sound_ms = 0.0
    while True:
        message = client.recv(LONGEST_S)
        since_ms = 1000 * (time.monotonic() - cancelled_at)
        if isinstance(message, bytes):
            last_sound_ms = since_ms if message else last_sound_ms
        elif json.loads(message).get("status") == "complete":
            return {"last_sound_ms": last_sound_ms, "complete_ms": since_ms}


def figures(result):
    """Voice, what happened, count, median, p95, longest, in ms."""
    names = {"last_sound_ms": "last sound of the reply", "complete_ms": OVER}
    for row in result["rows"]:
        for key, name in names.items():
            yield row["voice"], name, len(row["cuts"]), *quantiles(cut[key] for cut in row["cuts"])
